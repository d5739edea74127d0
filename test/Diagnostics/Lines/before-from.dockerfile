RUN true
ENV A=1
FROM scratch
# RUN: %diagnose %s
#= 1: no build stage in current context
#| Dockerfile:1:1: error: 'RUN' stands before the first FROM [no-current-stage]
#| RUN true
#| ^~~
#| note: only ARG may stand there; begin the stage with FROM IMAGE or FROM scratch

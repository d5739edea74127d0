ARG A=1
# RUN: %diagnose %s
#= -: dockerfile contains no stages to build
#| Dockerfile:1:8: error: the Dockerfile has no stage to build [no-stages]
#| ARG A=1
#|        ^
#| note: add FROM IMAGE or FROM scratch

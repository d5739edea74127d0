FROM scratch
RNU make
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown instruction: RNU (did you mean ENV?)
#| Dockerfile:2:1: error: there is no instruction 'RNU' (did you mean RUN?) [unknown-instruction]
#| RNU make
#| ^~~
#| RUN

FORM scratch
RNU true
# RUN: %diagnose %s
#= 1: dockerfile parse error on line 1: unknown instruction: FORM (did you mean FROM?)
#| Dockerfile:1:1: error: there is no instruction 'FORM' (did you mean FROM?) [unknown-instruction]
#| FORM scratch
#| ^~~~
#| FROM
#| Dockerfile:2:1: error: there is no instruction 'RNU' (did you mean RUN?) [unknown-instruction]
#| RNU true
#| ^~~
#| RUN
#| 2 errors generated

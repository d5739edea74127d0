FROM scratch
ENV --a=b C=d
EXPOSE --frob 80
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown flag: --a
#| Dockerfile:2:5: error: there is no flag '--a' here [bad-flag]
#| ENV --a=b C=d
#|     ^~~~~
#| note: this instruction has no flags
#| Dockerfile:3:8: error: there is no flag '--frob' here [bad-flag]
#| EXPOSE --frob 80
#|        ^~~~~~
#| note: this instruction has no flags
#| 2 errors generated

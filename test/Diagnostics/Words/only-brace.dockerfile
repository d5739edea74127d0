FROM scratch
ENV A=x${
# RUN: %diagnose %s
#= 2: failed to process "x${": syntax error: missing '}'
#| Dockerfile:2:8: error: this substitution has no closing '}'
#| ENV A=x${
#|        ^~
#| note: a dollar that is no substitution is written \$

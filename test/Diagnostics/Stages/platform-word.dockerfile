FROM --platform=${A alpine
# RUN: %diagnose %s
#= 1: failed to process arguments for platform : failed to process "${A": unsupported modifier (�) in substitution
#| Dockerfile:1:17: error: this substitution has no closing '}'
#| FROM --platform=${A alpine
#|                 ^~~
#| note: a dollar that is no substitution is written \$

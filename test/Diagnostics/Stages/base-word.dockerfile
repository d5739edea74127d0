FROM ${A
# RUN: %diagnose %s
#= 1: failed to process "${A": unsupported modifier (�) in substitution
#| Dockerfile:1:6: error: this substitution has no closing '}'
#| FROM ${A
#|      ^~~
#| note: a dollar that is no substitution is written \$

FROM scratch
ENV A=${B:-c
# RUN: %diagnose %s
#= 2: failed to process "${B:-c": syntax error: missing '}'
#| Dockerfile:2:7: error: this substitution has no closing '}'
#| ENV A=${B:-c
#|       ^~~~~~
#| note: a dollar that is no substitution is written \$

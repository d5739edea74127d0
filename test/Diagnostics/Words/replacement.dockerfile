FROM scratch
ENV A=${B/c}
# RUN: %diagnose %s
#= 2: failed to process "${B/c}": syntax error: missing '/' in ${}
#| Dockerfile:2:7: error: the replacement is missing in this substitution
#| ENV A=${B/c}
#|       ^~~~~~
#| note: expected ${NAME/PATTERN/REPLACEMENT}

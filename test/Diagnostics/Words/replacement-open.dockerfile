FROM scratch
ENV A=${B/c/d
# RUN: %diagnose %s
#= 2: failed to process "${B/c/d": syntax error: missing '}'
#| Dockerfile:2:7: error: this substitution has no closing '}'
#| ENV A=${B/c/d
#|       ^~~~~~~
#| note: a dollar that is no substitution is written \$

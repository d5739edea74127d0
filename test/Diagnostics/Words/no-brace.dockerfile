FROM scratch
ENV A=${B
# RUN: %diagnose %s
#= 2: failed to process "${B": unsupported modifier (�) in substitution
#| Dockerfile:2:7: error: this substitution has no closing '}'
#| ENV A=${B
#|       ^~~
#| note: a dollar that is no substitution is written \$

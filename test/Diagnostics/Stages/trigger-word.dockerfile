FROM alpine AS a
ONBUILD ENV A=${B
FROM a
# RUN: %diagnose %s
#= 3: failed to process "${B": unsupported modifier (�) in substitution
#| Dockerfile:3:1: error: this substitution has no closing '}'
#| FROM a
#| ^~~~~~
#| note: a dollar that is no substitution is written \$

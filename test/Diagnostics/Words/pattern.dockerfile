FROM scratch
ARG B=c
ENV A=${B#\c}
# RUN: %diagnose %s
#= 3: failed to process "${B#\\c}": invalid pattern (\c) in substitution: invalid escape '\c'
#| Dockerfile:3:11: error: the pattern of this substitution cannot be used: invalid escape '\c'
#| ENV A=${B#\c}
#|           ^~
#| note: only '*', '?' and the escape character can be escaped

FROM scratch
COPY --link=maybe a /a
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: expecting boolean value for flag --link, not: maybe
#| Dockerfile:2:6: error: the flag '--link' is on or off, not 'maybe' [bad-flag]
#| COPY --link=maybe a /a
#|      ^~~~~~~~~~~~
#| note: expected --link, or true or false after '='

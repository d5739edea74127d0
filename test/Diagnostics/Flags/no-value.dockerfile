FROM scratch
COPY --chown a /a
COPY --link= a /a
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: missing a value on flag: --chown
#| Dockerfile:2:6: error: the flag '--chown' has no value [bad-flag]
#| COPY --chown a /a
#|      ^~~~~~~
#| note: expected --chown=VALUE
#| Dockerfile:3:6: error: the flag '--link' has no value [bad-flag]
#| COPY --link= a /a
#|      ^~~~~~~
#| note: expected --link=true or =false
#| 2 errors generated

FROM scratch
HEALTHCHECK NONE now
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: HEALTHCHECK NONE takes no arguments
#| Dockerfile:2:18: error: nothing may stand after 'HEALTHCHECK NONE' [bad-arguments]
#| HEALTHCHECK NONE now
#|                  ^~~

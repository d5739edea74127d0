FROM scratch
HEALTHCHECK CMD
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: Missing command after HEALTHCHECK CMD
#| Dockerfile:2:13: error: the command is missing after 'CMD' [bad-arguments]
#| HEALTHCHECK CMD
#|             ^~~
#| note: expected: HEALTHCHECK [FLAGS] CMD COMMAND, or HEALTHCHECK NONE

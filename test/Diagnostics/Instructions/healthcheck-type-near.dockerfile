FROM alpine
HEALTHCHECK CDM a
RUN--mount=type=cache,target=/a b
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: Unknown type "CDM" in HEALTHCHECK (try CMD)
#| Dockerfile:2:13: error: expected 'CMD' or 'NONE', but found 'CDM' (did you mean CMD?) [bad-arguments]
#| HEALTHCHECK CDM a
#|             ^~~
#| note: expected: HEALTHCHECK [FLAGS] CMD COMMAND, or HEALTHCHECK NONE
#| Dockerfile:3:4: error: a blank is missing after 'RUN' [unknown-instruction]
#| RUN--mount=type=cache,target=/a b
#|    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
#| 2 errors generated

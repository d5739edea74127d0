FROM scratch
HEALTHCHECK CDM true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: Unknown type "CDM" in HEALTHCHECK (try CMD)
#| Dockerfile:2:13: error: expected 'CMD' or 'NONE', but found 'CDM' (did you mean CMD?) [bad-arguments]
#| HEALTHCHECK CDM true
#|             ^~~
#| note: expected: HEALTHCHECK [FLAGS] CMD COMMAND, or HEALTHCHECK NONE

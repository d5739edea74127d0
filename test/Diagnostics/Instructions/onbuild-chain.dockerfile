FROM scratch
ONBUILD ONBUILD RUN true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed
#| Dockerfile:2:9: error: a trigger cannot set a trigger [bad-onbuild-trigger]
#| ONBUILD ONBUILD RUN true
#|         ^~~~~~~
#| note: write the inner instruction alone

ARG S=alpine
FROM alpine
ARG S
RUN --mount=from=$S,target=/c true
# RUN: %diagnose %s
#= 4: dockerfile parse error on line 4: 'from' doesn't support variable expansion, define alias stage instead
#| Dockerfile:4:13: error: 'from' of a mount cannot have variables [bad-mount]
#| RUN --mount=from=$S,target=/c true
#|             ^~~~~~~
#| note: name a stage: FROM $S AS name, then from=name

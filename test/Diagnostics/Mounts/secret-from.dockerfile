FROM alpine
RUN --mount=type=secret,id=s,from=alpine true
# RUN: %diagnose %s
#= 2: secret mount should not have a from
#| Dockerfile:2:30: error: a secret mount comes from no stage
#| RUN --mount=type=secret,id=s,from=alpine true
#|                              ^~~~~~~~~~~

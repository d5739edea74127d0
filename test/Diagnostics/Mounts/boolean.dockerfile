FROM alpine
RUN --mount=type=bind,target=/c,ro=maybe true
# RUN: %diagnose %s
#= 2: invalid value for ro: maybe
#| Dockerfile:2:33: error: 'ro' takes true or false, not 'maybe'
#| RUN --mount=type=bind,target=/c,ro=maybe true
#|                                 ^~~~~~~~

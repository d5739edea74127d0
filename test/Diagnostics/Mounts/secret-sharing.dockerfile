FROM alpine
RUN --mount=type=secret,id=s,sharing=locked true
# RUN: %diagnose %s
#= 2: secret mount should not define sharing
#| Dockerfile:2:30: error: 'sharing' is no key of a secret mount
#| RUN --mount=type=secret,id=s,sharing=locked true
#|                              ^~~~~~~~~~~~~~
#| note: only cache mounts are shared

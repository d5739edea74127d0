FROM alpine
RUN --mount=type=bind,target=/c,sharing=locked true
# RUN: %diagnose %s
#= 2: invalid cache sharing set for bind mount
#| Dockerfile:2:33: error: 'sharing' is no key of a bind mount
#| RUN --mount=type=bind,target=/c,sharing=locked true
#|                                 ^~~~~~~~~~~~~~
#| note: only cache mounts are shared

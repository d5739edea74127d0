FROM alpine
RUN --mount=type=bind,target=/c,mode=0755 true
# RUN: %diagnose %s
#= 2: mode not allowed for "bind" type mounts
#| Dockerfile:2:33: error: 'mode' is no key of a bind mount
#| RUN --mount=type=bind,target=/c,mode=0755 true
#|                                 ^~~~~~~~~
#| note: only cache, secret and ssh mounts have an owner and a mode

FROM alpine
RUN --mount=type=bind,target=/c,size=4m true
# RUN: %diagnose %s
#= 2: unexpected key 'size' for mount type 'bind'
#| Dockerfile:2:33: error: 'size' is no key of a bind mount
#| RUN --mount=type=bind,target=/c,size=4m true
#|                                 ^~~~~~~
#| note: only tmpfs mounts have one

FROM alpine
RUN --mount=type=bind,frobnicate=/c true
# RUN: %diagnose %s
#= 2: unexpected key 'frobnicate' in 'frobnicate=/c'
#| Dockerfile:2:23: error: a mount has no key 'frobnicate'
#| RUN --mount=type=bind,frobnicate=/c true
#|                       ^~~~~~~~~~
#| note: expected one of 'type', 'from', 'source', 'target', 'readonly', 'id', 'sharing', 'required', 'size', 'mode', 'uid', 'gid', 'src', 'dst', 'destination', 'ro', 'rw', 'readwrite' and 'env'

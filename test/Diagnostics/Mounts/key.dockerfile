FROM alpine
RUN --mount=type=bind,traget=/c true
# RUN: %diagnose %s
#= 2: unexpected key 'traget' in 'traget=/c' (did you mean target?)
#| Dockerfile:2:23: error: a mount has no key 'traget' (did you mean target?)
#| RUN --mount=type=bind,traget=/c true
#|                       ^~~~~~
#| note: expected one of 'type', 'from', 'source', 'target', 'readonly', 'id', 'sharing', 'required', 'size', 'mode', 'uid', 'gid', 'src', 'dst', 'destination', 'ro', 'rw', 'readwrite' and 'env'

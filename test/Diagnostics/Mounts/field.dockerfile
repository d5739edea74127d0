FROM alpine
RUN --mount=type=bind,target true
# RUN: %diagnose %s
#= 2: invalid field 'target' must be a key=value pair
#| Dockerfile:2:23: error: 'target' has no '='
#| RUN --mount=type=bind,target true
#|                       ^~~~~~
#| note: only 'readonly', 'ro', 'readwrite', 'rw' and 'required' stand alone

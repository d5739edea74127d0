FROM alpine
RUN --mount=type=bind,target=/ true
# RUN: %diagnose %s
#= 2: invalid mount target "/"
#| Dockerfile:2:23: error: nothing can be mounted at '/'
#| RUN --mount=type=bind,target=/ true
#|                       ^~~~~~~~
#| note: name a directory below it

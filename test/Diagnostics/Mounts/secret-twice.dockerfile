FROM alpine
RUN --mount=type=secret,id=s,source=t true
# RUN: %diagnose %s
#= 2: both source and id can't be set
#| Dockerfile:2:30: error: the secret is named twice
#| RUN --mount=type=secret,id=s,source=t true
#|                              ^~~~~~~~
#| note: 'id' and 'source' mean the same; keep one

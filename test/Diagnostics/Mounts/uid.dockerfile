FROM alpine
RUN --mount=type=cache,target=/c,uid=me true
# RUN: %diagnose %s
#= 2: invalid value me for uid
#| Dockerfile:2:34: error: 'me' is no value for 'uid'
#| RUN --mount=type=cache,target=/c,uid=me true
#|                                  ^~~~~~
#| note: expected a number up to 4294967295

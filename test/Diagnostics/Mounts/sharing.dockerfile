FROM alpine
RUN --mount=type=cache,target=/c,sharing=lock true
# RUN: %diagnose %s
#= 2: unsupported sharing value "lock" (did you mean locked?)
#| Dockerfile:2:42: error: there is no sharing mode 'lock' (did you mean locked?)
#| RUN --mount=type=cache,target=/c,sharing=lock true
#|                                          ^~~~
#| note: expected one of 'shared', 'private' and 'locked'

FROM alpine
RUN --mount=type=tmpfs,target=/c,size=big true
# RUN: %diagnose %s
#= 2: invalid value for size: big
#| Dockerfile:2:34: error: 'big' is no size
#| RUN --mount=type=tmpfs,target=/c,size=big true
#|                                  ^~~~~~~~
#| note: expected a number with a unit, such as 64m

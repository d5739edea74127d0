FROM alpine
RUN --mount=type=cache,target=/c,mode=rwx true
# RUN: %diagnose %s
#= 2: invalid value rwx for mode
#| Dockerfile:2:34: error: 'rwx' is no value for 'mode'
#| RUN --mount=type=cache,target=/c,mode=rwx true
#|                                  ^~~~~~~~
#| note: expected an octal number, such as 0644

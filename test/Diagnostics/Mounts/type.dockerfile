FROM alpine
RUN --mount=type=cahce,target=/c true
# RUN: %diagnose %s
#= 2: unsupported mount type "cahce" (did you mean cache?)
#| Dockerfile:2:18: error: there is no mount type 'cahce' (did you mean cache?)
#| RUN --mount=type=cahce,target=/c true
#|                  ^~~~~
#| note: expected one of 'bind', 'cache', 'tmpfs', 'secret' and 'ssh'

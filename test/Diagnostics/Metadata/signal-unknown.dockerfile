FROM scratch
STOPSIGNAL frobnicate
# RUN: %diagnose %s
#= 2: invalid signal: frobnicate
#| Dockerfile:2:12: error: 'frobnicate' is no signal
#| STOPSIGNAL frobnicate
#|            ^~~~~~~~~~
#| note: expected a name such as SIGTERM, or a number from 1 to 64

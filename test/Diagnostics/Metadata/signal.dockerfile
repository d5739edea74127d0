FROM scratch
STOPSIGNAL SIGTREM
# RUN: %diagnose %s
#= 2: invalid signal: SIGTREM
#| Dockerfile:2:12: error: 'SIGTREM' is no signal (did you mean SIGTERM?)
#| STOPSIGNAL SIGTREM
#|            ^~~~~~~
#| note: expected a name such as SIGTERM, or a number from 1 to 64

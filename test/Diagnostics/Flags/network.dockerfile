FROM alpine
RUN --network=hosts true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: invalid network mode "hosts"
#| Dockerfile:2:15: error: there is no network 'hosts' (did you mean host?) [bad-flag]
#| RUN --network=hosts true
#|               ^~~~~
#| note: expected one of 'default', 'none' and 'host'

FROM scratch
EXPOSE 80/tpc
# RUN: %diagnose %s
#= 2: invalid port: "80/tpc": invalid proto: tpc
#| Dockerfile:2:11: error: there is no protocol 'tpc' (did you mean tcp?)
#| EXPOSE 80/tpc
#|           ^~~
#| note: expected 'tcp', 'udp' or 'sctp'

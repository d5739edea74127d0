FROM scratch
EXPOSE 80/tpc
# RUN: %diagnose %s
#= 2: invalid port: "80/tpc": invalid proto: tpc
#| Dockerfile:2:8: error: '80/tpc' is no port
#| EXPOSE 80/tpc
#|        ^~~~~~
#| note: expected a number up to 65535 or a range, and perhaps '/tcp', '/udp' or '/sctp', such as 80 or 8000-8010/udp

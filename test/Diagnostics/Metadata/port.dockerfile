FROM scratch
EXPOSE 80 http/tpc 70000
# RUN: %diagnose %s
#= 2: invalid containerPort: 70000
#| Dockerfile:2:20: error: '70000' is no port
#| EXPOSE 80 http/tpc 70000
#|                    ^~~~~
#| note: expected a number up to 65535 or a range, and perhaps '/tcp', '/udp' or '/sctp', such as 80 or 8000-8010/udp

FROM scratch
EXPOSE 90-80
# RUN: %diagnose %s
#= 2: invalid containerPort: 90-80
#| Dockerfile:2:8: error: '90-80' is no port
#| EXPOSE 90-80
#|        ^~~~~
#| note: expected a number up to 65535 or a range, and perhaps '/tcp', '/udp' or '/sctp', such as 80 or 8000-8010/udp

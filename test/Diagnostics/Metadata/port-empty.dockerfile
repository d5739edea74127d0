FROM scratch
EXPOSE /tcp
# RUN: %diagnose %s
#= 2: invalid port: "/tcp": no port specified
#| Dockerfile:2:8: error: '/tcp' is no port
#| EXPOSE /tcp
#|        ^~~~
#| note: expected a number up to 65535 or a range, and perhaps '/tcp', '/udp' or '/sctp', such as 80 or 8000-8010/udp

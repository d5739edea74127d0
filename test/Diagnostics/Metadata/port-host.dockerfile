FROM scratch
EXPOSE x:80
# RUN: %diagnose %s
#= 2: invalid hostPort: x
#| Dockerfile:2:8: warning: ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port mapping, found 'x:80'
#| EXPOSE x:80
#|        ^~~~
#| note: name the container's port only; addresses belong to `docker run -p` (https://docs.docker.com/go/dockerfile/rule/expose-invalid-format/)
#| Dockerfile:2:8: error: 'x:80' is no port
#| EXPOSE x:80
#|        ^~~~
#| note: expected a number up to 65535 or a range, and perhaps '/tcp', '/udp' or '/sctp', such as 80 or 8000-8010/udp

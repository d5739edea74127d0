FROM scratch
EXPOSE 1-2:80-90
# RUN: %diagnose %s
#= 2: invalid ranges specified for container and host Ports: 80-90 and 1-2
#| Dockerfile:2:8: warning: ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port mapping, found '1-2:80-90'
#| EXPOSE 1-2:80-90
#|        ^~~~~~~~~
#| note: name the container's port only; addresses belong to `docker run -p` (https://docs.docker.com/go/dockerfile/rule/expose-invalid-format/)
#| Dockerfile:2:8: error: '1-2:80-90' is no port
#| EXPOSE 1-2:80-90
#|        ^~~~~~~~~
#| note: expected a number up to 65535 or a range, and perhaps '/tcp', '/udp' or '/sctp', such as 80 or 8000-8010/udp

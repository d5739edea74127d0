FROM nosuch AS a
COPY --chmod=abc a /
ENV V=1 W=$UNKNOWN
LABEL x=${Q:?q} y=${V:?v} z=${W:?w}
RUN --mount=type=foo,target=/a x
FROM a
EXPOSE 80/ttp
COPY --from=neither a $BASE/
STOPSIGNAL $STOP
# RUN: %diagnose %s
#= 1: nosuch: docker.io/library/nosuch:latest: not found
#| Dockerfile:1:6: error: docker.io/library/nosuch:latest: not found
#| FROM nosuch AS a
#|      ^~~~~~
#| Dockerfile:8:8: error: docker.io/library/neither:latest: not found
#| COPY --from=neither a $BASE/
#|        ^~~~~~~~~~~~
#| Dockerfile:2:6: error: 'abc' is no mode for '--chmod'
#| COPY --chmod=abc a /
#|      ^~~~~~~~~~~
#| note: expected an octal number from 0 to 07777, or changes such as u=rwX,go-w
#| Dockerfile:5:18: error: there is no mount type 'foo'
#| RUN --mount=type=foo,target=/a x
#|                  ^~~
#| note: expected one of 'bind', 'cache', 'tmpfs', 'secret' and 'ssh'
#| Dockerfile:7:11: error: there is no protocol 'ttp' (did you mean tcp?)
#| EXPOSE 80/ttp
#|           ^~~
#| note: expected 'tcp', 'udp' or 'sctp'
#| 5 errors generated

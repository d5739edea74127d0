FROM alpine
RUN --mount=type=secret true
# RUN: %diagnose %s
#= 2: invalid secret mount. one of source, target required
#| Dockerfile:2:13: error: the secret mount does not say which secret
#| RUN --mount=type=secret true
#|             ^~~~~~~~~~~
#| note: add id=NAME

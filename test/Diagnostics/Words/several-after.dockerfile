FROM alpine AS a
ENV ${Q:?q}=a B=c
ARG N=${M:?m}
COPY --chmod=$N a /
COPY --chmod=abc --chown=${C:?c} ${D:?d} /
FROM a
ENV P=b
EXPOSE $P/foo
STOPSIGNAL foo
# RUN: %diagnose %s
#= 2: failed to process "${Q:?q}": Q: q
#| Dockerfile:2:7: warning: UndefinedVar: Usage of undefined variable '$Q'
#| ENV ${Q:?q}=a B=c
#|       ^
#| note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)
#| Dockerfile:2:5: error: the variable 'Q' is not set: q
#| ENV ${Q:?q}=a B=c
#|     ^~~~~~~
#| note: give it a value with --build-arg Q=VALUE, and declare it with ARG Q in this stage
#| Dockerfile:9:12: error: 'foo' is no signal
#| STOPSIGNAL foo
#|            ^~~
#| note: expected a name such as SIGTERM, or a number from 1 to 64
#| 2 errors generated

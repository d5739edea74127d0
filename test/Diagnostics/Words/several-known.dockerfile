FROM alpine AS a
ARG N=${M:?m} O=${L:?l}
COPY --chmod=$N a /
COPY --chmod=abc a /
COPY --chmod=${N}b ${D:?d} /
ADD --checksum=abc http://a/b /
RUN --mount=type=foo,target=/a --mount=type=bar x
LABEL a=${b:?c} d=${e:?f}
ENV N=def
COPY --chmod=$N a /
# RUN: %diagnose %s
#= 2: failed to process "${M:?m}": M: m
#| Dockerfile:2:9: warning: UndefinedVar: Usage of undefined variable '$M'
#| ARG N=${M:?m} O=${L:?l}
#|         ^
#| note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)
#| Dockerfile:2:7: error: the variable 'M' is not set: m
#| ARG N=${M:?m} O=${L:?l}
#|       ^~~~~~~
#| note: give it a value with --build-arg M=VALUE, and declare it with ARG M in this stage
#| Dockerfile:2:17: error: the variable 'L' is not set: l
#| ARG N=${M:?m} O=${L:?l}
#|                 ^~~~~~~
#| note: give it a value with --build-arg L=VALUE, and declare it with ARG L in this stage
#| Dockerfile:4:6: error: 'abc' is no mode for '--chmod'
#| COPY --chmod=abc a /
#|      ^~~~~~~~~~~
#| note: expected an octal number from 0 to 07777, or changes such as u=rwX,go-w
#| Dockerfile:6:5: error: 'abc' is no checksum
#| ADD --checksum=abc http://a/b /
#|     ^~~~~~~~~~~~~~
#| note: expected sha256: and 64 hexadecimal digits in lower case
#| Dockerfile:7:18: error: there is no mount type 'foo'
#| RUN --mount=type=foo,target=/a --mount=type=bar x
#|                  ^~~
#| note: expected one of 'bind', 'cache', 'tmpfs', 'secret' and 'ssh'
#| Dockerfile:7:45: error: there is no mount type 'bar'
#| RUN --mount=type=foo,target=/a --mount=type=bar x
#|                                             ^~~
#| note: expected one of 'bind', 'cache', 'tmpfs', 'secret' and 'ssh'
#| Dockerfile:8:9: error: the variable 'b' is not set: c
#| LABEL a=${b:?c} d=${e:?f}
#|         ^~~~~~~
#| note: give it a value with --build-arg b=VALUE, and declare it with ARG b in this stage
#| Dockerfile:8:19: error: the variable 'e' is not set: f
#| LABEL a=${b:?c} d=${e:?f}
#|                   ^~~~~~~
#| note: give it a value with --build-arg e=VALUE, and declare it with ARG e in this stage
#| 8 errors generated

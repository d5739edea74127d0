FROM scratch
ARG M=rw
COPY --chmod=$M a /a
# RUN: %diagnose %s
#> a: x
#= 3: invalid syntax
#| Dockerfile:3:6: error: 'rw' is no mode for '--chmod'
#| COPY --chmod=$M a /a
#|      ^~~~~~~~~~
#| note: expected an octal number from 0 to 07777, or changes such as u=rwX,go-w

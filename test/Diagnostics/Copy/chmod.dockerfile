FROM scratch
COPY --chmod=abc a /a
# RUN: %diagnose %s
#> a: x
#= 2: invalid syntax
#| Dockerfile:2:6: error: 'abc' is no mode for '--chmod'
#| COPY --chmod=abc a /a
#|      ^~~~~~~~~~~
#| note: expected an octal number from 0 to 07777, or changes such as u=rwX,go-w

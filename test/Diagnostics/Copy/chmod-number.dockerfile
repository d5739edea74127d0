FROM scratch
ADD --chmod=99999 a /a
# RUN: %diagnose %s
#> a: x
#= 2: invalid chmod parameter: '99999'. it should be octal string and between 0 and 07777
#| Dockerfile:2:5: error: '99999' is no mode for '--chmod'
#| ADD --chmod=99999 a /a
#|     ^~~~~~~~~~~~~
#| note: expected an octal number from 0 to 07777, or changes such as u=rwX,go-w

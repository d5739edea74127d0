FROM scratch
ADD --checksum=sha256:00 a /a
# RUN: %diagnose %s
#> a: x
#= 2: checksum requires HTTP(S) or Git sources
#| Dockerfile:2:5: error: '--checksum' is for sources of http, https and git only
#| ADD --checksum=sha256:00 a /a
#|     ^~~~~~~~~~~~~~~~~~~~

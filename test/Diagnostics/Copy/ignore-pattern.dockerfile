FROM scratch
COPY a /a
# RUN: %diagnose %s
#> a: x
#> .dockerignore: # not these
#> .dockerignore: *.o
#> .dockerignore: !
#> .dockerignore: keep
#= -: illegal exclusion pattern: "!"
#| .dockerignore:3:1: error: there is no pattern after '!'
#| !
#| ^

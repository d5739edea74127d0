FROM busybox
COPY --link a /a
# RUN: %diagnose %s --emit=plan --platform=linux/amd64
#> a: x
#| Dockerfile:2:6: error: a merge of file systems, as '--link' makes one, cannot be run yet
#| COPY --link a /a
#|      ^~~~~~
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build

FROM busybox
RUN --mount=type=cache,target=/c --security=insecure true
# RUN: %diagnose %s --emit=plan --platform=linux/amd64
#| Dockerfile:2:5: error: 'RUN --mount=type=cache' and 'RUN --security=insecure' cannot be run yet
#| RUN --mount=type=cache,target=/c --security=insecure true
#|     ^~~~~~~~~~~~~~~~~~
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build

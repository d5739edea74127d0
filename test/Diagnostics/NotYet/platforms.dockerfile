FROM busybox
RUN --mount=type=cache,target=/c true
# RUN: %diagnose %s --emit=plan --platform=linux/amd64,linux/386
#| Dockerfile:2:5: error: 'RUN --mount=type=cache' cannot be run yet
#| RUN --mount=type=cache,target=/c true
#|     ^~~~~~~~~~~~~~~~~~
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build

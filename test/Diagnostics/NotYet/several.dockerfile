FROM busybox AS a
RUN --mount=type=cache,target=/c --mount=type=cache,target=/d true
FROM busybox
RUN --security=insecure true
COPY --from=a / /
RUN --security=insecure false
# RUN: %diagnose %s --emit=plan --platform=linux/amd64
#| Dockerfile:2:5: error: 'RUN --mount=type=cache' cannot be run yet
#| RUN --mount=type=cache,target=/c --mount=type=cache,target=/d true
#|     ^~~~~~~~~~~~~~~~~~
#| Dockerfile:4:5: error: 'RUN --security=insecure' cannot be run yet
#| RUN --security=insecure true
#|     ^~~~~~~~~~~~~~~~~~~
#| note: the same on line 6
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build
#| 2 errors generated

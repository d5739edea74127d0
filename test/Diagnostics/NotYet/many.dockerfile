FROM busybox AS a
RUN --mount=type=cache,target=/a true
RUN --mount=type=cache,target=/b true
RUN --mount=type=cache,target=/c true
RUN --mount=type=cache,target=/d true
FROM busybox
RUN --mount=type=cache,target=/e true
RUN --mount=type=cache,target=/f true
RUN --mount=type=cache,target=/g true
COPY --from=a / /
RUN --mount=type=cache,target=/h true
# RUN: %diagnose %s --emit=plan --platform=linux/amd64
#| Dockerfile:2:5: error: 'RUN --mount=type=cache' cannot be run yet
#| RUN --mount=type=cache,target=/a true
#|     ^~~~~~~~~~~~~~~~~~
#| note: the same on lines 3, 4, 5, 7, 8 and 2 more
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build

FROM busybox
RUN --security=insecure true
# RUN: %diagnose %s --emit=plan --platform=linux/amd64
#| Dockerfile:2:5: error: 'RUN --security=insecure' cannot be run yet
#| RUN --security=insecure true
#|     ^~~~~~~~~~~~~~~~~~~
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build

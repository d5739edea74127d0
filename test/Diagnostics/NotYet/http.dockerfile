FROM scratch
ADD https://example.com/file /f
# RUN: %diagnose %s --emit=plan --platform=linux/amd64
#| Dockerfile:2:5: error: the http source 'https://example.com/file' cannot be run yet
#| ADD https://example.com/file /f
#|     ^~~~~~~~~~~~~~~~~~~~~~~~
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build

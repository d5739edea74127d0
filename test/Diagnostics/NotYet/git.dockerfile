FROM scratch
ADD https://github.com/moby/buildkit.git#v0.12 /src
# RUN: %diagnose %s --emit=plan --platform=linux/amd64
#| Dockerfile:2:5: error: the git source 'github.com/moby/buildkit.git#v0.12' cannot be run yet
#| ADD https://github.com/moby/buildkit.git#v0.12 /src
#|     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build

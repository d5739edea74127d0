FROM --platform=linux/arm64 alpine:3
RUN true
# RUN: %diagnose %s --emit=plan --platform=linux/arm64
#| Dockerfile:1:17: warning: FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value "linux/arm64"
#| FROM --platform=linux/arm64 alpine:3
#|                 ^~~~~~~~~~~
#| note: use a variable such as $BUILDPLATFORM, or name the stage after the platform (https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/)
#| Dockerfile:2:1: error: a command for 'linux/arm64' on this 'linux/amd64' machine, which would need emulation, cannot be run yet
#| RUN true
#| ^~~~~~~~
#| note: it compiles: --emit=llb-pb writes the definition, which BuildKit can build

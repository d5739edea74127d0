ARG VERSION
FROM alpine:$VERSION
# RUN: %diagnose %s
#= 2: failed to parse stage name "alpine:": invalid reference format
#| Dockerfile:2:6: warning: InvalidDefaultArgInFrom: Default value for ARG alpine:$VERSION results in empty or invalid base image name
#| FROM alpine:$VERSION
#|      ^~~~~~~~~~~~~~~
#| note: give the ARG a default that is the name of an image (https://docs.docker.com/go/dockerfile/rule/invalid-default-arg-in-from/)
#| Dockerfile:2:6: error: 'alpine:' is no name of an image: invalid reference format
#| FROM alpine:$VERSION
#|      ^~~~~~~~~~~~~~~
#| Dockerfile:1:1: note: 'VERSION' is declared here without a value; --build-arg VERSION=VALUE gives it one
#| ARG VERSION
#| ^~~~~~~~~~~

ARG VERSION
FROM alpine:$VERSION
# RUN: %diagnose %s
#= 2: failed to parse stage name "alpine:": invalid reference format
#| Dockerfile:2:6: error: 'alpine:' is no name of an image: invalid reference format
#| FROM alpine:$VERSION
#|      ^~~~~~~~~~~~~~~
#| Dockerfile:1:1: note: 'VERSION' is declared here without a value; --build-arg VERSION=VALUE gives it one
#| ARG VERSION
#| ^~~~~~~~~~~
#| note: the tag is missing after ':'

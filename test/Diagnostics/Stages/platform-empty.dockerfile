ARG ARCH
FROM --platform=$ARCH alpine
# RUN: %diagnose %s
#= 2: empty platform value from expression $ARCH
#| Dockerfile:2:6: error: the platform '$ARCH' is empty
#| FROM --platform=$ARCH alpine
#|      ^~~~~~~~~~~~~~~~
#| Dockerfile:1:1: note: 'ARCH' is declared here without a value; --build-arg ARCH=VALUE gives it one
#| ARG ARCH
#| ^~~~~~~~

ARG VERSION=3
FROM alpine:$VERSION
ENV V=$VERSION
# RUN: %diagnose %s
#| Dockerfile:3:8: warning: UndefinedVar: Usage of undefined variable '$VERSION'
#| ENV V=$VERSION
#|        ^~~~~~~
#| Dockerfile:1:1: note: this ARG is for FROM only; repeat ARG VERSION in the stage to use it there
#| ARG VERSION=3
#| ^~~~~~~~~~~~~
#| note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)

FROM ${BASE}
ARG BASE=alpine
# RUN: %diagnose %s
#= 1: base name (${BASE}) should not be blank
#| Dockerfile:1:8: warning: UndefinedArgInFrom: FROM argument 'BASE' is not declared
#| FROM ${BASE}
#|        ^~~~
#| note: declare the ARG before the first FROM (https://docs.docker.com/go/dockerfile/rule/undefined-arg-in-from/)
#| Dockerfile:1:6: error: the image name '${BASE}' is empty
#| FROM ${BASE}
#|      ^~~~~~~
#| Dockerfile:2:1: note: this ARG belongs to its stage; one that FROM is to see stands before the first FROM
#| ARG BASE=alpine
#| ^~~~~~~~~~~~~~~

FROM alpin
RUN true
# RUN: %diagnose %s
#= 1: alpin: docker.io/library/alpin:latest: not found (did you mean alpine?)
#| Dockerfile:1:6: error: docker.io/library/alpin:latest: not found (did you mean alpine?)
#| FROM alpin
#|      ^~~~~

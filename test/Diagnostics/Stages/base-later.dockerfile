FROM build
FROM alpine AS build
FROM build
COPY --from=0 /a /a
# RUN: %diagnose %s
#= 1: build: docker.io/library/build:latest: not found
#| Dockerfile:1:6: error: docker.io/library/build:latest: not found
#| FROM build
#|      ^~~~~
#| Dockerfile:2:1: note: the stage 'build' begins here; a stage can only start from one above it
#| FROM alpine AS build
#| ^~~~~~~~~~~~~~~~~~~~

FROM alpine AS Base-
# RUN: %diagnose %s
#= 1: invalid context name base-: invalid reference format
#| Dockerfile:1:16: warning: StageNameCasing: Stage name 'Base-' should be lowercase
#| FROM alpine AS Base-
#|                ^~~~~
#| note: write the name after AS in lower case (https://docs.docker.com/go/dockerfile/rule/stage-name-casing/)
#| Dockerfile:1:1: error: 'base-' is no name for a stage: it could not be the name of an image
#| FROM alpine AS Base-
#| ^~~~~~~~~~~~~~~~~~~~

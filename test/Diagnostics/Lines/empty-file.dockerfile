# RUN: %diagnose %s
#= -: the Dockerfile cannot be empty
#| Dockerfile:1:1: error: the Dockerfile is empty [empty-file]
#|
#| ^
#| note: a Dockerfile begins with FROM IMAGE or FROM scratch

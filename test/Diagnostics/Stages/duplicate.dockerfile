FROM alpine AS a
RUN true
FROM alpine AS a
# RUN: %diagnose %s
#| Dockerfile:3:6: warning: DuplicateStageName: Duplicate stage name "a", stage names should be unique
#| FROM alpine AS a
#|      ^
#| Dockerfile:1:1: note: the name is given here first
#| FROM alpine AS a
#| ^~~~~~~~~~~~~~~~
#| note: rename one of the stages; later instructions see the last one only (https://docs.docker.com/go/dockerfile/rule/duplicate-stage-name/)

FROM alpine AS a
RUN --mount=from=b,target=/c true
FROM alpine AS b
# RUN: %diagnose %s --target=a
#= 2: cannot mount from stage "b" to "/c", stage needs to be defined before current command
#| Dockerfile:2:13: error: the stage 'b' is not built before this command
#| RUN --mount=from=b,target=/c true
#|             ^~~~~~
#| Dockerfile:3:1: note: the stage begins here
#| FROM alpine AS b
#| ^~~~~~~~~~~~~~~~
#| note: a mount can only come from a stage above

FROM alpine AS a
COPY --from=b /a /a
FROM alpine AS b
# RUN: %diagnose %s --target=a
#= 2: cannot copy from stage "b", it needs to be defined before current stage "a"
#| Dockerfile:2:6: error: the stage 'b' is not built before this one
#| COPY --from=b /a /a
#|      ^~~~~~~~
#| Dockerfile:3:1: note: the stage begins here
#| FROM alpine AS b
#| ^~~~~~~~~~~~~~~~
#| note: a stage can only copy from those above it

FROM ""
FROM alpine:
# RUN: %diagnose %s
#= 1: base name ("") should not be blank
#| Dockerfile:1:6: error: the image name '""' is empty
#| FROM ""
#|      ^~
#| Dockerfile:2:6: error: 'alpine:' is no name of an image: invalid reference format
#| FROM alpine:
#|      ^~~~~~~
#| note: the tag is missing after ':'
#| 2 errors generated

FROM https://alpine
FROM alpine:
FROM alpine@sha256:abc
# RUN: %diagnose %s
#= 3: failed to parse stage name "alpine@sha256:abc": invalid reference format
#| Dockerfile:3:6: error: 'alpine@sha256:abc' is no name of an image: invalid reference format
#| FROM alpine@sha256:abc
#|      ^~~~~~~~~~~~~~~~~
#| note: expected sha256: and 64 digits of 0-9 and a-f after '@'
#| Dockerfile:1:6: error: 'https://alpine' is no name of an image: invalid reference format
#| FROM https://alpine
#|      ^~~~~~~~~~~~~~
#| note: an image has no 'https://' before its name
#| Dockerfile:2:6: error: 'alpine:' is no name of an image: invalid reference format
#| FROM alpine:
#|      ^~~~~~~
#| note: the tag is missing after ':'
#| 3 errors generated

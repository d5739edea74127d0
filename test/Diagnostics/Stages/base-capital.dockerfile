FROM Alpine:3-Slim
# RUN: %diagnose %s
#= 1: failed to parse stage name "Alpine:3-Slim": invalid reference format: repository name (library/Alpine) must be lowercase
#| Dockerfile:1:6: error: 'Alpine:3-Slim' is no name of an image: invalid reference format: repository name (library/Alpine) must be lowercase (did you mean alpine:3-Slim?)
#| FROM Alpine:3-Slim
#|      ^~~~~~~~~~~~~

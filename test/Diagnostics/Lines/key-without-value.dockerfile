FROM scratch
ENV NAME
# RUN: %diagnose %s
#= 2: ENV must have two arguments
#| Dockerfile:2:5: error: 'NAME' has no value [bad-key-value]
#| ENV NAME
#|     ^~~~
#| note: expected: ENV NAME=VALUE...

ARG VERSION=3
FROM ${VERSON}
# RUN: %diagnose %s
#= 2: base name (${VERSON}) should not be blank
#| Dockerfile:2:8: warning: UndefinedArgInFrom: FROM argument 'VERSON' is not declared (did you mean VERSION?)
#| FROM ${VERSON}
#|        ^~~~~~
#| note: declare the ARG before the first FROM (https://docs.docker.com/go/dockerfile/rule/undefined-arg-in-from/)
#| Dockerfile:2:6: error: the image name '${VERSON}' is empty
#| FROM ${VERSON}
#|      ^~~~~~~~~
#| note: 'VERSON' is not declared (did you mean VERSION?); write ARG VERSON before the first FROM

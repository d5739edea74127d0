FROM ${y:?boo}
# RUN: %diagnose %s
#= 1: failed to process "${y:?boo}": y: boo
#| Dockerfile:1:8: warning: UndefinedArgInFrom: FROM argument 'y' is not declared
#| FROM ${y:?boo}
#|        ^
#| note: declare the ARG before the first FROM (https://docs.docker.com/go/dockerfile/rule/undefined-arg-in-from/)
#| Dockerfile:1:6: error: the variable 'y' is not set: boo
#| FROM ${y:?boo}
#|      ^~~~~~~~~
#| note: give it a value with --build-arg y=VALUE, and declare it with ARG y above, before the first FROM

ARG x=${y:?boo}
FROM alpine
# RUN: %diagnose %s
#= 1: failed to process "${y:?boo}": y: boo
#| Dockerfile:1:7: error: the variable 'y' is not set: boo
#| ARG x=${y:?boo}
#|       ^~~~~~~~~
#| note: give it a value with --build-arg y=VALUE, and declare it with ARG y above, before the first FROM

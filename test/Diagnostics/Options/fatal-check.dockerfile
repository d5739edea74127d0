FROM scratch
ENV A=$B
# RUN: %diagnose %s --build-arg=BUILDKIT_DOCKERFILE_CHECK=error=true
#= -: lint violation found for rules: UndefinedVar
#| Dockerfile:2:8: warning: UndefinedVar: Usage of undefined variable '$B'
#| ENV A=$B
#|        ^
#| note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)
#| error: lint violation found for rules: UndefinedVar [check-violation]

FROM scratch
ENV A="${B:?set B to the version}"
# RUN: %diagnose %s
#= 2: failed to process "\"${B:?set B to the version}\"": B: set B to the version
#| Dockerfile:2:10: warning: UndefinedVar: Usage of undefined variable '$B'
#| ENV A="${B:?set B to the version}"
#|          ^
#| note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)
#| Dockerfile:2:8: error: the variable 'B' is not set: set B to the version
#| ENV A="${B:?set B to the version}"
#|        ^~~~~~~~~~~~~~~~~~~~~~~~~~
#| note: give it a value with --build-arg B=VALUE, and declare it with ARG B in this stage

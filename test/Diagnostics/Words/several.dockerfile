FROM scratch
LABEL a=${B:?one}
LABEL c=${D:?two}
ENV E=${F:?three}
LABEL g=${H:?four}
# RUN: %diagnose %s
#= 2: failed to process "${B:?one}": B: one
#| Dockerfile:2:3: warning: UndefinedVar: Usage of undefined variable '$B'
#| LABEL a=${B:?one}
#|   ^
#| note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)
#| Dockerfile:2:9: error: the variable 'B' is not set: one
#| LABEL a=${B:?one}
#|         ^~~~~~~~~
#| note: give it a value with --build-arg B=VALUE, and declare it with ARG B in this stage
#| Dockerfile:3:9: error: the variable 'D' is not set: two
#| LABEL c=${D:?two}
#|         ^~~~~~~~~
#| note: give it a value with --build-arg D=VALUE, and declare it with ARG D in this stage
#| Dockerfile:4:7: error: the variable 'F' is not set: three
#| ENV E=${F:?three}
#|       ^~~~~~~~~~~
#| note: give it a value with --build-arg F=VALUE, and declare it with ARG F in this stage
#| Dockerfile:5:9: error: the variable 'H' is not set: four
#| LABEL g=${H:?four}
#|         ^~~~~~~~~~
#| note: give it a value with --build-arg H=VALUE, and declare it with ARG H in this stage
#| 4 errors generated

FROM scratch
ARG B=
ENV A=${B:?}
ENV C=${D?}
# RUN: %diagnose %s
#= 3: failed to process "${B:?}": B: is not allowed to be empty
#| Dockerfile:3:7: error: the variable 'B' is empty
#| ENV A=${B:?}
#|       ^~~~~~
#| note: give it a value with --build-arg B=VALUE, and declare it with ARG B in this stage
#| Dockerfile:4:7: error: the variable 'D' is not set
#| ENV C=${D?}
#|       ^~~~~
#| note: give it a value with --build-arg D=VALUE, and declare it with ARG D in this stage
#| 2 errors generated

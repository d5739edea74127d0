FROM scratch
ENV A=${B:=c}
# RUN: %diagnose %s
#= 2: failed to process "${B:=c}": unsupported modifier (:=) in substitution
#| Dockerfile:2:9: warning: UndefinedVar: Usage of undefined variable '$B'
#| ENV A=${B:=c}
#|         ^
#| note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)
#| Dockerfile:2:7: error: ':=' is no modifier of a substitution
#| ENV A=${B:=c}
#|       ^~~~~~~
#| note: expected ${NAME}, or after the name one of :- - :+ + :? ? # ## % %% / //

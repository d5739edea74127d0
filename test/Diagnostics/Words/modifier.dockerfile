FROM scratch
ENV A=${B!c}
# RUN: %diagnose %s
#= 2: failed to process "${B!c}": unsupported modifier (!) in substitution
#| Dockerfile:2:7: error: '!' is no modifier of a substitution
#| ENV A=${B!c}
#|       ^~~~
#| note: expected ${NAME}, or after the name one of :- - :+ + :? ? # ## % %% / //

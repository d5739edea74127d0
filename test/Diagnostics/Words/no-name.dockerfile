FROM scratch
ENV A=${}
# RUN: %diagnose %s
#= 2: failed to process "${}": syntax error: bad substitution
#| Dockerfile:2:7: error: the name of a variable is missing after '${'
#| ENV A=${}
#|       ^~~
#| note: expected ${NAME}, or after the name one of :- - :+ + :? ? # ## % %% / //

FROM alpine AS a
ONBUILD RNU true
FROM a
# RUN: %diagnose %s
#= 3: unknown instruction: RNU (did you mean ENV?)
#| Dockerfile:3:6: error: a trigger of the base cannot be used: there is no instruction 'RNU' (did you mean RUN?)
#| FROM a
#|      ^
#| note: the trigger is: ONBUILD RNU true

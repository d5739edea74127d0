FROM alpine AS a
ONBUILD RUNN true
FROM a
RUN true
# RUN: %diagnose %s
#= 3: unknown instruction: RUNN (did you mean RUN?)
#| Dockerfile:3:6: error: a trigger of the base cannot be used: there is no instruction 'RUNN' (did you mean RUN?)
#| FROM a
#|      ^
#| note: the trigger is: ONBUILD RUNN true

ARG A=1
ARG B=2 SOURCE_DATE_EPOCH=yesterday
FROM scratch
# RUN: %diagnose %s
#= 2: invalid SOURCE_DATE_EPOCH: yesterday
#| Dockerfile:2:9: error: 'yesterday' is no SOURCE_DATE_EPOCH
#| ARG B=2 SOURCE_DATE_EPOCH=yesterday
#|         ^~~~~~~~~~~~~~~~~~~~~~~~~~~
#| note: expected seconds since 1970, 'context', a named context, or a stage that is FROM scratch with one remote ADD

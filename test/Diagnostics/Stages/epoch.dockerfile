FROM scratch
# RUN: %diagnose %s --build-arg=SOURCE_DATE_EPOCH=soon
#= -: invalid SOURCE_DATE_EPOCH: soon
#| error: 'soon' is no SOURCE_DATE_EPOCH
#| note: expected seconds since 1970, 'context', a named context, or a stage that is FROM scratch with one remote ADD

FROM scratch
# RUN: %diagnose %s --build-arg=SOURCE_DATE_EPOCH=soon
#= -: invalid SOURCE_DATE_EPOCH: soon
#| error: invalid SOURCE_DATE_EPOCH: soon

FROM ${A AS a
FROM scratch
# RUN: %diagnose %s --build-arg=SOURCE_DATE_EPOCH=a
#= 1: failed to process source stage base name "${A": failed to process "${A": unsupported modifier (�) in substitution
#| Dockerfile:1:1: error: failed to process source stage base name "${A": failed to process "${A": unsupported modifier (�) in substitution
#| FROM ${A AS a
#| ^~~~~~~~~~~~~

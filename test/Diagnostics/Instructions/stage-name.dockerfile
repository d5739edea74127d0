FROM alpine AS 1base
# RUN: %diagnose %s
#= 1: dockerfile parse error on line 1: invalid name for build stage: "1base", name can't start with a number or contain symbols
#| Dockerfile:1:16: error: '1base' is no name for a stage [bad-stage-name]
#| FROM alpine AS 1base
#|                ^~~~~
#| note: expected a letter, then letters, digits, '-', '_' and '.'

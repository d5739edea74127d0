FROM alpine
RUN --device=a,required=maybe true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: invalid value for required: maybe
#| Dockerfile:2:16: error: 'required' takes true or false, not 'maybe' [bad-flag]
#| RUN --device=a,required=maybe true
#|                ^~~~~~~~~~~~~~

FROM alpine
RUN --mount=type=secret,id=s,required=maybe true
# RUN: %diagnose %s
#= 2: invalid value for required: maybe
#| Dockerfile:2:30: error: 'required' takes true or false, not 'maybe'
#| RUN --mount=type=secret,id=s,required=maybe true
#|                              ^~~~~~~~~~~~~~

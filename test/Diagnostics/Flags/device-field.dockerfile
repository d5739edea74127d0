FROM alpine
RUN --device=a,b true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: invalid field 'b' must be a key=value pair
#| Dockerfile:2:16: error: 'b' has no '=' [bad-flag]
#| RUN --device=a,b true
#|                ^

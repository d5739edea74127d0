FROM alpine
RUN --device=a,name=b true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: device name already set to a
#| Dockerfile:2:16: error: the device has the name 'a' already [bad-flag]
#| RUN --device=a,name=b true
#|                ^~~~~~

FROM alpine
RUN --device=a,nam=b true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unexpected key 'nam' in 'nam=b' (did you mean name?)
#| Dockerfile:2:16: error: a device has no key 'nam' (did you mean name?) [bad-flag]
#| RUN --device=a,nam=b true
#|                ^~~
#| note: expected one of 'name' and 'required'

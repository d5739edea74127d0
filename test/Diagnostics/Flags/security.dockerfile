FROM alpine
RUN --security=insecur true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: security "insecur" is not valid
#| Dockerfile:2:16: error: there is no security mode 'insecur' (did you mean insecure?) [bad-flag]
#| RUN --security=insecur true
#|                ^~~~~~~
#| note: expected one of 'sandbox' and 'insecure'

FROM scratch
HEALTHCHECK --retries=99999999999 CMD true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: strconv.ParseInt: parsing "99999999999": value out of range
#| Dockerfile:2:23: error: '--retries' takes a number that is not negative, not '99999999999' [bad-flag]
#| HEALTHCHECK --retries=99999999999 CMD true
#|                       ^~~~~~~~~~~
#| note: expected a number from 0 to 2147483647

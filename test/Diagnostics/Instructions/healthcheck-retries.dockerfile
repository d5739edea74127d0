FROM scratch
HEALTHCHECK --retries=many CMD true
HEALTHCHECK --retries=-1 CMD true
HEALTHCHECK --retries=99999999999 CMD true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: strconv.ParseInt: parsing "many": invalid syntax
#| Dockerfile:2:23: error: '--retries' takes a number that is not negative, not 'many' [bad-flag]
#| HEALTHCHECK --retries=many CMD true
#|                       ^~~~
#| note: expected a number from 0 to 2147483647
#| Dockerfile:3:23: error: '--retries' takes a number that is not negative, not '-1' [bad-flag]
#| HEALTHCHECK --retries=-1 CMD true
#|                       ^~
#| note: expected a number from 0 to 2147483647
#| Dockerfile:4:23: error: '--retries' takes a number that is not negative, not '99999999999' [bad-flag]
#| HEALTHCHECK --retries=99999999999 CMD true
#|                       ^~~~~~~~~~~
#| note: expected a number from 0 to 2147483647
#| 3 errors generated

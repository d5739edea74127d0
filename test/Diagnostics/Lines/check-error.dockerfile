# check=error=maybe
FROM scratch
# RUN: %diagnose %s
#= -: failed to parse check options: failed to parse check option "error=maybe": strconv.ParseBool: parsing "maybe": invalid syntax
#| Dockerfile:1:15: error: the check option 'error' takes true or false, not 'maybe' [bad-check-directive]
#| # check=error=maybe
#|               ^~~~~

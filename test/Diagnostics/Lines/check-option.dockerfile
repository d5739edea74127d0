# check=skpi=all
FROM scratch
# RUN: %diagnose %s
#= -: failed to parse check options: invalid check option "skpi"
#| Dockerfile:1:9: error: there is no check option 'skpi' (did you mean skip?) [bad-check-directive]
#| # check=skpi=all
#|         ^~~~
#| note: expected skip=NAMES, experimental=NAMES or error=true, with ';' between them

FROM scratch
VOLUME ["/a", ""]
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: VOLUME specified can not be an empty string
#| Dockerfile:2:15: error: a volume has no path [bad-arguments]
#| VOLUME ["/a", ""]
#|               ^~

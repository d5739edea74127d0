FROM scratch
HEALTHCHECK --interval=5 CMD true
HEALTHCHECK --timeout=1us CMD true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: time: missing unit in duration "5"
#| Dockerfile:2:24: error: '--interval' takes a duration, not '5' [bad-flag]
#| HEALTHCHECK --interval=5 CMD true
#|                        ^
#| note: expected a number with a unit, such as 500ms, 30s or 1m30s, and at least 1ms
#| Dockerfile:3:23: error: '--timeout' takes a duration, not '1us' [bad-flag]
#| HEALTHCHECK --timeout=1us CMD true
#|                       ^~~
#| note: expected a number with a unit, such as 500ms, 30s or 1m30s, and at least 1ms
#| 2 errors generated

FROM alpine
COPY --form=x --chmdo=1 a /
COPY --link=a --chown=x --chown=y a
HEALTHCHECK --interval=1us --retries=-1 CMD a
RUN --mount=from=$X --mount=from=$Y --mnt=a --network=none2 true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown flag: --form (did you mean from?)
#| Dockerfile:2:6: error: there is no flag '--form' here (did you mean from?) [bad-flag]
#| COPY --form=x --chmdo=1 a /
#|      ^~~~~~~~
#|        from
#| note: expected one of '--chmod', '--chown', '--exclude', '--from', '--link' and '--parents'
#| Dockerfile:2:15: error: there is no flag '--chmdo' here (did you mean chmod?) [bad-flag]
#| COPY --form=x --chmdo=1 a /
#|               ^~~~~~~~~
#|                 chmod
#| note: expected one of '--chmod', '--chown', '--exclude', '--from', '--link' and '--parents'
#| Dockerfile:3:13: error: 'COPY' has a source but no destination [bad-arguments]
#| COPY --link=a --chown=x --chown=y a
#|             ^
#| note: expected: COPY [FLAGS] SOURCE... DESTINATION
#| Dockerfile:3:6: error: the flag '--link' is on or off, not 'a' [bad-flag]
#| COPY --link=a --chown=x --chown=y a
#|      ^~~~~~~~
#| note: expected --link, or true or false after '='
#| Dockerfile:3:25: error: the flag '--chown' may be given once only [bad-flag]
#| COPY --link=a --chown=x --chown=y a
#|                         ^~~~~~~~~
#| Dockerfile:3:15: note: it is given here already
#| COPY --link=a --chown=x --chown=y a
#|               ^~~~~~~~~
#| Dockerfile:4:24: error: '--interval' takes a duration, not '1us' [bad-flag]
#| HEALTHCHECK --interval=1us --retries=-1 CMD a
#|                        ^~~
#| note: expected a number with a unit, such as 500ms, 30s or 1m30s, and at least 1ms
#| Dockerfile:4:38: error: '--retries' takes a number that is not negative, not '-1' [bad-flag]
#| HEALTHCHECK --interval=1us --retries=-1 CMD a
#|                                      ^~
#| note: expected a number from 0 to 2147483647
#| Dockerfile:5:37: error: there is no flag '--mnt' here [bad-flag]
#| RUN --mount=from=$X --mount=from=$Y --mnt=a --network=none2 true
#|                                     ^~~~~~~
#| note: expected one of '--mount', '--network' and '--security'
#| Dockerfile:5:13: error: 'from' of a mount cannot have variables [bad-mount]
#| RUN --mount=from=$X --mount=from=$Y --mnt=a --network=none2 true
#|             ^~~~~~~
#| note: name a stage: FROM $X AS name, then from=name
#| Dockerfile:5:29: error: 'from' of a mount cannot have variables [bad-mount]
#| RUN --mount=from=$X --mount=from=$Y --mnt=a --network=none2 true
#|                             ^~~~~~~
#| note: name a stage: FROM $Y AS name, then from=name
#| Dockerfile:5:55: error: there is no network 'none2' (did you mean none?) [bad-flag]
#| RUN --mount=from=$X --mount=from=$Y --mnt=a --network=none2 true
#|                                                       ^~~~~
#| note: expected one of 'default', 'none' and 'host'
#| 11 errors generated

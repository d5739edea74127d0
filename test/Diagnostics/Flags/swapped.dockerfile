FROM scratch
COPY --form=a /a /a
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown flag: --form (did you mean from?)
#| Dockerfile:2:6: error: there is no flag '--form' here (did you mean from?) [bad-flag]
#| COPY --form=a /a /a
#|      ^~~~~~~~
#|        from
#| note: expected one of '--chmod', '--chown', '--exclude', '--from', '--link' and '--parents'

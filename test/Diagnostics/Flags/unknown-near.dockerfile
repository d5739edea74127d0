FROM scratch
COPY --chmon=644 a /a
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown flag: --chmon (did you mean chmod?)
#| Dockerfile:2:6: error: there is no flag '--chmon' here (did you mean chmod?) [bad-flag]
#| COPY --chmon=644 a /a
#|      ^~~~~~~~~~~
#|        chmod
#| note: expected one of '--chmod', '--chown', '--exclude', '--from', '--link' and '--parents'

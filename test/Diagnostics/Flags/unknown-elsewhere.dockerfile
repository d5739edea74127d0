FROM scratch
COPY --platform=linux/amd64 a /a
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown flag: --platform
#| Dockerfile:2:6: error: there is no flag '--platform' here [bad-flag]
#| COPY --platform=linux/amd64 a /a
#|      ^~~~~~~~~~~~~~~~~~~~~~
#| note: '--platform' is a flag of FROM
#| note: expected one of '--chmod', '--chown', '--exclude', '--from', '--link' and '--parents'

FROM alpine
RUN --chmod=1 true
RUN --checksum=1 true
RUN --retries=1 true
RUN --from=a true
COPY --mount=a a /a
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown flag: --chmod
#| Dockerfile:2:5: error: there is no flag '--chmod' here [bad-flag]
#| RUN --chmod=1 true
#|     ^~~~~~~~~
#| note: '--chmod' is a flag of ADD and COPY
#| note: expected one of '--mount', '--network' and '--security'
#| Dockerfile:3:5: error: there is no flag '--checksum' here [bad-flag]
#| RUN --checksum=1 true
#|     ^~~~~~~~~~~~
#| note: '--checksum' is a flag of ADD
#| note: expected one of '--mount', '--network' and '--security'
#| Dockerfile:4:5: error: there is no flag '--retries' here [bad-flag]
#| RUN --retries=1 true
#|     ^~~~~~~~~~~
#| note: '--retries' is a flag of HEALTHCHECK
#| note: expected one of '--mount', '--network' and '--security'
#| Dockerfile:5:5: error: there is no flag '--from' here [bad-flag]
#| RUN --from=a true
#|     ^~~~~~~~
#| note: '--from' is a flag of COPY
#| note: expected one of '--mount', '--network' and '--security'
#| Dockerfile:6:6: error: there is no flag '--mount' here [bad-flag]
#| COPY --mount=a a /a
#|      ^~~~~~~~~
#| note: '--mount' is a flag of RUN
#| note: expected one of '--chmod', '--chown', '--exclude', '--from', '--link' and '--parents'
#| 5 errors generated

FROM alpine
FROM alpine
COPY --from=7 /a /a
# RUN: %diagnose %s
#= 3: invalid stage index 7
#| Dockerfile:3:6: error: there is no stage number 7
#| COPY --from=7 /a /a
#|      ^~~~~~~~
#| note: the stages have the numbers 0 to 1

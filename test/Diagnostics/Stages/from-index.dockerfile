FROM alpine
COPY --from=3 /a /a
# RUN: %diagnose %s
#= 2: invalid stage index 3
#| Dockerfile:2:6: error: there is no stage number 3
#| COPY --from=3 /a /a
#|      ^~~~~~~~
#| note: the only stage has the number 0

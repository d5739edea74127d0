FROM alpine AS a
COPY --from=b /a /a
FROM alpine AS b
RUN --mount=from=c,target=/c true
FROM alpine AS c
COPY --from=a /a /a
# RUN: %diagnose %s
#= 2: circular dependency detected on stage: a
#| Dockerfile:2:1: error: the stage 'a' needs itself: it needs 'b', which needs 'c', which needs 'a'
#| COPY --from=b /a /a
#| ^~~~~~~~~~~~~~~~~~~
#| Dockerfile:4:1: note: 'b' needs 'c' here
#| RUN --mount=from=c,target=/c true
#| ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
#| Dockerfile:6:1: note: 'c' needs 'a' here
#| COPY --from=a /a /a
#| ^~~~~~~~~~~~~~~~~~~

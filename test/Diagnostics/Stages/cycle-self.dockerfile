FROM alpine AS a
COPY --from=a /a /a
# RUN: %diagnose %s
#= 2: circular dependency detected on stage: a
#| Dockerfile:2:1: error: the stage 'a' needs itself
#| COPY --from=a /a /a
#| ^~~~~~~~~~~~~~~~~~~

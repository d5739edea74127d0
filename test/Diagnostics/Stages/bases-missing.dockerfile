FROM alpine AS a
COPY --from=nosuch /a /a
RUN --mount=from=neither,target=/c true
COPY --from=alpin:3 /b /b
# RUN: %diagnose %s --no-cache
#= 2: nosuch: docker.io/library/nosuch:latest: not found
#| Dockerfile:2:8: error: docker.io/library/nosuch:latest: not found
#| COPY --from=nosuch /a /a
#|        ^~~~~~~~~~~
#| Dockerfile:3:13: error: docker.io/library/neither:latest: not found
#| RUN --mount=from=neither,target=/c true
#|             ^~~~~~~~~~~~
#| Dockerfile:4:8: error: docker.io/library/alpin:3: not found (did you mean alpine?)
#| COPY --from=alpin:3 /b /b
#|        ^~~~~~~~~~~~
#| 3 errors generated

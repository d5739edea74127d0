ARG S=a
FROM alpine AS a
FROM alpine
ARG S
COPY --from=$S /a /a
# RUN: %diagnose %s
#= 5: variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround
#| Dockerfile:5:6: error: '--from' cannot have variables
#| COPY --from=$S /a /a
#|      ^~~~~~~~~
#| note: name a stage: FROM $S AS name, then --from=name

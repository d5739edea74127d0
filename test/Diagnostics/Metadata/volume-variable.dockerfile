FROM scratch
ARG V=
VOLUME $V
# RUN: %diagnose %s
#= 3: VOLUME specified can not be an empty string
#| Dockerfile:3:1: error: a volume has no path
#| VOLUME $V
#| ^~~~~~~~~
#| note: expected: VOLUME DIRECTORY...

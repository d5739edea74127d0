FROM scratch
ARG V=
VOLUME $V
# RUN: %diagnose %s
#= 3: VOLUME specified can not be an empty string
#| Dockerfile:3:8: error: the volume '$V' is empty
#| VOLUME $V
#|        ^~
#| note: expected: VOLUME DIRECTORY...

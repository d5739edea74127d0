ARG VERSION=1
FROM scratch
# RUN: %diagnose %s --build-arg=VERSON=2
#| warning: --build-arg: no ARG takes 'VERSON' (did you mean VERSION?) [unused-build-arg]

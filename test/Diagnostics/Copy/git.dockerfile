FROM scratch
COPY https://github.com/moby/buildkit.git /a
# RUN: %diagnose %s
#= 2: source can't be a git ref for COPY
#| Dockerfile:2:6: error: COPY cannot copy from a repository of git
#| COPY https://github.com/moby/buildkit.git /a
#|      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
#| note: ADD can

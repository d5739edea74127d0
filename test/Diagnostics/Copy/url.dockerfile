FROM scratch
COPY https://example.com/a /a
# RUN: %diagnose %s
#= 2: source can't be a URL for COPY
#| Dockerfile:2:6: error: COPY cannot copy from a URL
#| COPY https://example.com/a /a
#|      ^~~~~~~~~~~~~~~~~~~~~
#| note: ADD can

FROM alpine
RUN --mount=type=ssh,source=/a true
# RUN: %diagnose %s
#= 2: ssh does not support source
#| Dockerfile:2:22: error: an ssh mount has no source
#| RUN --mount=type=ssh,source=/a true
#|                      ^~~~~~~~~
#| note: 'id' names the agent

FROM alpine
ARG T=
RUN --mount=type=bind,target=$T true
RUN --mount=type=bind true
RUN --mount=type=bind,target=/a/.. true
# RUN: %diagnose %s
#= 3: invalid mount target "/"
#| Dockerfile:3:23: error: the target '$T' is empty
#| RUN --mount=type=bind,target=$T true
#|                       ^~~~~~~~~
#| note: give the variable a value, with ARG or ENV in this stage
#| Dockerfile:4:13: error: the mount has no target
#| RUN --mount=type=bind true
#|             ^~~~~~~~~
#| note: add target=DIRECTORY
#| 2 errors generated

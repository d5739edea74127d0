FROM alpine
RUN --mount=type=bind,target=/c,required true
# RUN: %diagnose %s
#= 2: unexpected key 'required' for mount type 'bind'
#| Dockerfile:2:33: error: 'required' is no key of a bind mount
#| RUN --mount=type=bind,target=/c,required true
#|                                 ^~~~~~~~
#| note: only secret and ssh mounts can be required

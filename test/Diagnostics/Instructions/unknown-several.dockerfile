FROM busybox
FROBNICATE x
RUN a
XYZZY y
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown instruction: FROBNICATE
#| Dockerfile:2:1: error: there is no instruction 'FROBNICATE' [unknown-instruction]
#| FROBNICATE x
#| ^~~~~~~~~~
#| note: instructions are ADD, ARG, CMD, COPY, ENTRYPOINT, ENV, EXPOSE, FROM, HEALTHCHECK, LABEL, MAINTAINER, ONBUILD, RUN, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR
#| Dockerfile:4:1: error: there is no instruction 'XYZZY' [unknown-instruction]
#| XYZZY y
#| ^~~~~
#| 2 errors generated

FROM scratch
FROBNICATE x
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown instruction: FROBNICATE
#| Dockerfile:2:1: error: there is no instruction 'FROBNICATE' [unknown-instruction]
#| FROBNICATE x
#| ^~~~~~~~~~
#| note: instructions are ADD, ARG, CMD, COPY, ENTRYPOINT, ENV, EXPOSE, FROM, HEALTHCHECK, LABEL, MAINTAINER, ONBUILD, RUN, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR

FROM alpine
run true &&
    user x &&
    make
RUN curl -f
    | sh
# RUN: %diagnose %s
#= 4: dockerfile parse error on line 4: unknown instruction: make
#| Dockerfile:4:5: error: there is no instruction 'make' [unknown-instruction]
#|     make
#|     ^~~~
#| note: instructions are ADD, ARG, CMD, COPY, ENTRYPOINT, ENV, EXPOSE, FROM, HEALTHCHECK, LABEL, MAINTAINER, ONBUILD, RUN, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR
#| Dockerfile:6:5: error: there is no instruction '|' [unknown-instruction]
#|     | sh
#|     ^
#| Dockerfile:5:1: note: to continue this instruction, end its line with '\'
#| RUN curl -f
#| ^~~
#| 2 errors generated

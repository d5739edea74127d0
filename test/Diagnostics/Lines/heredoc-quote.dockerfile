FROM scratch
RUN cat <<"EOF
true
EOF
# RUN: %diagnose %s
#= 3: dockerfile parse error on line 3: unknown instruction: true (did you mean run?)
#| Dockerfile:3:1: error: there is no instruction 'true' [unknown-instruction]
#| true
#| ^~~~
#| Dockerfile:2:1: note: the instruction before has no here-document: its quote is not closed
#| RUN cat <<"EOF
#| ^~~
#| Dockerfile:4:1: error: there is no instruction 'EOF' [unknown-instruction]
#| EOF
#| ^~~
#| note: instructions are ADD, ARG, CMD, COPY, ENTRYPOINT, ENV, EXPOSE, FROM, HEALTHCHECK, LABEL, MAINTAINER, ONBUILD, RUN, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR
#| 2 errors generated

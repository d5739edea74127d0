from alpine
run true
runn x
foo y
run apk add
   --no-cache x
# RUN: %diagnose %s
#= 3: dockerfile parse error on line 3: unknown instruction: runn (did you mean run?)
#| Dockerfile:3:1: error: there is no instruction 'runn' (did you mean run?) [unknown-instruction]
#| runn x
#| ^~~~
#| run
#| Dockerfile:4:1: error: there is no instruction 'foo' [unknown-instruction]
#| foo y
#| ^~~
#| note: instructions are ADD, ARG, CMD, COPY, ENTRYPOINT, ENV, EXPOSE, FROM, HEALTHCHECK, LABEL, MAINTAINER, ONBUILD, RUN, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR
#| Dockerfile:6:4: error: there is no instruction '--no-cache' [unknown-instruction]
#|    --no-cache x
#|    ^~~~~~~~~~
#| Dockerfile:5:1: note: to continue this instruction, end its line with '\'
#| run apk add
#| ^~~
#| 3 errors generated

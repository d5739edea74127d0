FROM scratch
RUN
ADD
ARG
CMD
COPY
ENV
EXPOSE
HEALTHCHECK
LABEL
ONBUILD
SHELL
STOPSIGNAL
USER
VOLUME
WORKDIR
ENTRYPOINT
MAINTAINER
# RUN: %diagnose %s
#= 3: dockerfile parse error on line 3: ADD requires at least two arguments, but only one was provided. Destination could not be determined
#| Dockerfile:3:1: error: 'ADD' has no arguments [bad-arguments]
#| ADD
#| ^~~
#| note: expected: ADD [FLAGS] SOURCE... DESTINATION
#| Dockerfile:4:1: error: 'ARG' has no arguments [bad-arguments]
#| ARG
#| ^~~
#| note: expected: ARG NAME[=DEFAULT]...
#| Dockerfile:6:1: error: 'COPY' has no arguments [bad-arguments]
#| COPY
#| ^~~~
#| note: expected: COPY [FLAGS] SOURCE... DESTINATION
#| Dockerfile:7:1: error: 'ENV' has no arguments [bad-arguments]
#| ENV
#| ^~~
#| note: expected: ENV NAME=VALUE...
#| Dockerfile:8:1: error: 'EXPOSE' has no arguments [bad-arguments]
#| EXPOSE
#| ^~~~~~
#| note: expected: EXPOSE PORT[/PROTOCOL]...
#| Dockerfile:9:1: error: 'HEALTHCHECK' has no arguments [bad-arguments]
#| HEALTHCHECK
#| ^~~~~~~~~~~
#| note: expected: HEALTHCHECK [FLAGS] CMD COMMAND, or HEALTHCHECK NONE
#| Dockerfile:10:1: error: 'LABEL' has no arguments [bad-arguments]
#| LABEL
#| ^~~~~
#| note: expected: LABEL NAME=VALUE...
#| Dockerfile:11:1: error: 'ONBUILD' has no arguments [bad-arguments]
#| ONBUILD
#| ^~~~~~~
#| note: expected: ONBUILD INSTRUCTION
#| Dockerfile:12:1: error: 'SHELL' has no arguments [bad-arguments]
#| SHELL
#| ^~~~~
#| note: expected: SHELL ["PROGRAM", "ARGUMENT"...]
#| Dockerfile:13:1: error: 'STOPSIGNAL' has no arguments [bad-arguments]
#| STOPSIGNAL
#| ^~~~~~~~~~
#| note: expected: STOPSIGNAL SIGNAL
#| Dockerfile:14:1: error: 'USER' has no arguments [bad-arguments]
#| USER
#| ^~~~
#| note: expected: USER NAME[:GROUP]
#| Dockerfile:15:1: error: 'VOLUME' has no arguments [bad-arguments]
#| VOLUME
#| ^~~~~~
#| note: expected: VOLUME DIRECTORY...
#| Dockerfile:16:1: error: 'WORKDIR' has no arguments [bad-arguments]
#| WORKDIR
#| ^~~~~~~
#| note: expected: WORKDIR DIRECTORY
#| Dockerfile:18:1: error: 'MAINTAINER' has no arguments [bad-arguments]
#| MAINTAINER
#| ^~~~~~~~~~
#| note: expected: MAINTAINER NAME
#| 14 errors generated

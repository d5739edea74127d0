FROM scratch
ONBUILD FROM alpine
ONBUILD MAINTAINER me
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: FROM isn't allowed as an ONBUILD trigger
#| Dockerfile:2:9: error: 'FROM' cannot be a trigger [bad-onbuild-trigger]
#| ONBUILD FROM alpine
#|         ^~~~
#| Dockerfile:3:9: error: 'MAINTAINER' cannot be a trigger [bad-onbuild-trigger]
#| ONBUILD MAINTAINER me
#|         ^~~~~~~~~~
#| 2 errors generated

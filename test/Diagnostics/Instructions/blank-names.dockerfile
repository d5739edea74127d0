FROM scratch
ENV =a
LABEL =b
ARG =c
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: ENV names can not be blank
#| Dockerfile:2:5: error: the name before '=' is missing [bad-arguments]
#| ENV =a
#|     ^~
#| note: expected: ENV NAME=VALUE...
#| Dockerfile:3:7: error: the name before '=' is missing [bad-arguments]
#| LABEL =b
#|       ^~
#| note: expected: LABEL NAME=VALUE...
#| Dockerfile:4:5: error: the name before '=' is missing [bad-arguments]
#| ARG =c
#|     ^~
#| note: expected: ARG NAME[=DEFAULT]...
#| 3 errors generated

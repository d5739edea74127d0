FROM busybox
RUN apk add --no-cache
    curl git
# RUN: %diagnose %s
#= 3: dockerfile parse error on line 3: unknown instruction: curl
#| Dockerfile:3:5: error: there is no instruction 'curl' [unknown-instruction]
#|     curl git
#|     ^~~~
#| Dockerfile:2:1: note: to continue this instruction, end its line with '\'
#| RUN apk add --no-cache
#| ^~~

FROM scratch
LABEL a=1 b
WORKDIR
# RUN: %diagnose %s
#= 2: Syntax error - can't find = in "b". Must be of the form: name=value
#| Dockerfile:2:11: error: 'b' has no '=' [bad-key-value]
#| LABEL a=1 b
#|           ^
#| note: expected NAME=VALUE; a value with blanks stands in quotes
#| Dockerfile:3:1: error: 'WORKDIR' has no arguments [bad-arguments]
#| WORKDIR
#| ^~~~~~~
#| note: expected: WORKDIR DIRECTORY
#| 2 errors generated

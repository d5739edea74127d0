FROM scratch
ENV A=1 B C=3
LABEL a=1 b
# RUN: %diagnose %s
#= 2: Syntax error - can't find = in "B". Must be of the form: name=value
#| Dockerfile:2:9: error: 'B' has no '=' [bad-key-value]
#| ENV A=1 B C=3
#|         ^
#| note: expected NAME=VALUE; a value with blanks stands in quotes
#| Dockerfile:3:11: error: 'b' has no '=' [bad-key-value]
#| LABEL a=1 b
#|           ^
#| note: expected NAME=VALUE; a value with blanks stands in quotes
#| 2 errors generated

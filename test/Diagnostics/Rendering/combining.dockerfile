FROM scratch
LABEL é=1 b
# RUN: %diagnose %s
#= 2: Syntax error - can't find = in "b". Must be of the form: name=value
#| Dockerfile:2:13: error: 'b' has no '=' [bad-key-value]
#| LABEL é=1 b
#|           ^
#| note: expected NAME=VALUE; a value with blanks stands in quotes

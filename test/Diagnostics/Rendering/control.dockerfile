FROM scratch
LABEL a=[31mred b
# RUN: %diagnose %s
#= 2: Syntax error - can't find = in "b". Must be of the form: name=value
#| Dockerfile:2:18: error: 'b' has no '=' [bad-key-value]
#| LABEL a=<1B>[31mred b
#|                     ^
#| note: expected NAME=VALUE; a value with blanks stands in quotes

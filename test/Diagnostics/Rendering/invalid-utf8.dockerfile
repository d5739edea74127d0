FROM scratch
LABEL a=ÿþ b
# RUN: %diagnose %s
#= 2: Syntax error - can't find = in "b". Must be of the form: name=value
#| Dockerfile:2:12: error: 'b' has no '=' [bad-key-value]
#| LABEL a=<FF><FE> b
#|                  ^
#| note: expected NAME=VALUE; a value with blanks stands in quotes

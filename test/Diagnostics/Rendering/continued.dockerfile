FROM scratch
LABEL a=1 \
  # a comment
  b=2 \
  wrong
# RUN: %diagnose %s
#= 2: Syntax error - can't find = in "wrong". Must be of the form: name=value
#| Dockerfile:5:3: error: 'wrong' has no '=' [bad-key-value]
#|   wrong
#|   ^~~~~
#| note: expected NAME=VALUE; a value with blanks stands in quotes

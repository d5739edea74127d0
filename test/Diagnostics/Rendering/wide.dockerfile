FROM scratch
LABEL 日本語=1 名前
# RUN: %diagnose %s
#= 2: Syntax error - can't find = in "名前". Must be of the form: name=value
#| Dockerfile:2:19: error: '名前' has no '=' [bad-key-value]
#| LABEL 日本語=1 名前
#|                ^~~~
#| note: expected NAME=VALUE; a value with blanks stands in quotes

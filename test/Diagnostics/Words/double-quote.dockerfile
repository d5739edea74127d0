FROM scratch
ENV A=a"b
# RUN: %diagnose %s
#= 2: failed to process "a\"b": unexpected end of statement while looking for matching double-quote
#| Dockerfile:2:8: error: this double quote is not closed
#| ENV A=a"b
#|        ^~

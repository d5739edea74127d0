# only a comment
# RUN: %diagnose %s
#= 1: file with no instructions
#| Dockerfile:1:17: error: the file has no instructions [no-instructions]
#| # only a comment
#|                 ^
#| note: a Dockerfile begins with FROM IMAGE or FROM scratch

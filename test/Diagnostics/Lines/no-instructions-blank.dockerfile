
# RUN: %diagnose %s
#= 1: file with no instructions
#| Dockerfile:1:1: error: the file has no instructions [no-instructions]
#|
#| ^
#| note: a Dockerfile begins with FROM IMAGE or FROM scratch

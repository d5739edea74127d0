FROM alpine
ARG T=${U:?tell me}
# RUN: %diagnose %s
#= 2: failed to process "${U:?tell": syntax error: missing '}'
#| Dockerfile:2:7: error: a blank ends this word before the '}' of its substitution
#| ARG T=${U:?tell me}
#|       ^~~~~~~~~
#| note: put the word in quotes: "${U:?tell me}"

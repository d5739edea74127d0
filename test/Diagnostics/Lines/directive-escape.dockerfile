# escape=x
FROM scratch
# RUN: %diagnose %s
#= -: invalid escape token 'x' does not match ` or \
#| Dockerfile:1:10: error: 'x' cannot be the escape character [bad-directive]
#| # escape=x
#|          ^
#| note: expected \ or `

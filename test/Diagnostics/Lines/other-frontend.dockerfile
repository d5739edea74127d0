# syntax=example.com/front:1
FROM scratch
# RUN: %diagnose %s
#= 1: front end "example.com/front:1" is not the official one
#| Dockerfile:1:1: error: front end "example.com/front:1" is not the official one [other-frontend]
#| # syntax=example.com/front:1
#| ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
#| note: imgc is the front end of docker/dockerfile; it runs no other

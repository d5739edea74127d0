FROM alpine sa base
FROM alpine AS base now
# RUN: %diagnose %s
#= 1: dockerfile parse error on line 1: FROM requires either one or three arguments
#| Dockerfile:1:12: warning: FromAsCasing: 'sa' and 'FROM' keywords' casing do not match
#| FROM alpine sa base
#|            ^~~~
#| note: write FROM and AS in the same case (https://docs.docker.com/go/dockerfile/rule/from-as-casing/)
#| Dockerfile:1:13: error: expected 'AS' after the image, but found 'sa' [bad-arguments]
#| FROM alpine sa base
#|             ^~
#| note: expected: FROM [--platform=PLATFORM] IMAGE [AS NAME]
#| Dockerfile:2:21: error: 'FROM' does not expect 'now' here [bad-arguments]
#| FROM alpine AS base now
#|                     ^~~
#| note: expected: FROM [--platform=PLATFORM] IMAGE [AS NAME]
#| 2 errors generated

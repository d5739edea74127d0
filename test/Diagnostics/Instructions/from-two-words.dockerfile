FROM alpine AS
FROM alpine base
# RUN: %diagnose %s
#= 1: dockerfile parse error on line 1: FROM requires either one or three arguments
#| Dockerfile:1:13: error: the name of the stage is missing after 'AS' [bad-arguments]
#| FROM alpine AS
#|             ^~
#| note: expected: FROM [--platform=PLATFORM] IMAGE [AS NAME]
#| Dockerfile:2:13: error: 'FROM' does not expect 'base' here [bad-arguments]
#| FROM alpine base
#|             ^~~~
#| note: expected: FROM [--platform=PLATFORM] IMAGE [AS NAME]
#| 2 errors generated

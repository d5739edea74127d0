FROM scratch as
# RUN: %diagnose %s
#= 1: dockerfile parse error on line 1: FROM requires either one or three arguments
#| Dockerfile:1:17: error: the name of the stage is missing after 'as' [bad-arguments]
#| FROM scratch as
#|              ^~
#| note: expected: FROM [--platform=PLATFORM] IMAGE [AS NAME]

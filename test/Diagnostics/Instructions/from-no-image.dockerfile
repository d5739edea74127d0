FROM
# RUN: %diagnose %s
#= 1: dockerfile parse error on line 1: FROM requires either one or three arguments
#| Dockerfile:1:1: error: 'FROM' names no image [bad-arguments]
#| FROM
#| ^~~~
#| note: expected: FROM [--platform=PLATFORM] IMAGE [AS NAME]

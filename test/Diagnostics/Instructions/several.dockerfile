FROM scratch
RUNN true
COPY --form=x a /a
WORKDIR
ENV A=1 B
# RUN: %diagnose %s
#= 5: Syntax error - can't find = in "B". Must be of the form: name=value
#| Dockerfile:5:9: error: 'B' has no '=' [bad-key-value]
#| ENV A=1 B
#|         ^
#| note: expected NAME=VALUE; a value with blanks stands in quotes
#| Dockerfile:2:1: error: there is no instruction 'RUNN' (did you mean RUN?) [unknown-instruction]
#| RUNN true
#| ^~~~
#| RUN
#| Dockerfile:3:6: error: there is no flag '--form' here (did you mean from?) [bad-flag]
#| COPY --form=x a /a
#|      ^~~~~~~~
#|        from
#| note: expected one of '--chmod', '--chown', '--exclude', '--from', '--link' and '--parents'
#| Dockerfile:4:1: error: 'WORKDIR' has no arguments [bad-arguments]
#| WORKDIR
#| ^~~~~~~
#| note: expected: WORKDIR DIRECTORY
#| 4 errors generated

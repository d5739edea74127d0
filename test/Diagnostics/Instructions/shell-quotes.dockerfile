FROM scratch
SHELL ['/bin/sh', '-c']
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: SHELL requires the arguments to be in JSON form
#| Dockerfile:2:7: error: 'SHELL' takes a JSON array of strings [bad-json-form]
#| SHELL ['/bin/sh', '-c']
#|       ^~~~~~~~~~~~~~~~~
#| note: expected: SHELL ["PROGRAM", "ARGUMENT"...]
#| note: quotes must be double ones

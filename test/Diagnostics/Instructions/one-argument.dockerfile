FROM scratch
COPY a
ADD --chmod=644 a
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined
#| Dockerfile:2:6: error: 'COPY' has a source but no destination [bad-arguments]
#| COPY a
#|      ^
#| note: expected: COPY [FLAGS] SOURCE... DESTINATION
#| Dockerfile:3:17: error: 'ADD' has a source but no destination [bad-arguments]
#| ADD --chmod=644 a
#|                 ^
#| note: expected: ADD [FLAGS] SOURCE... DESTINATION
#| 2 errors generated

FROM alpine
RUN --mount=type=bind,target=/c\"d true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: failed to parse csv mounts: parse error on line 1, column 20: bare " in non-quoted-field
#| Dockerfile:2:5: error: the fields of the mount cannot be read [bad-mount]
#| RUN --mount=type=bind,target=/c\"d true
#|     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
#| note: fields stand between commas; one with a comma or a quote stands in double quotes

FROM alpine
RUN --device=a\"b true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: failed to parse csv devices: parse error on line 1, column 2: bare " in non-quoted-field
#| Dockerfile:2:5: error: the fields of the device cannot be read [bad-flag]
#| RUN --device=a\"b true
#|     ^~~~~~~~~~~~~
#| note: fields stand between commas; one with a comma or a quote stands in double quotes

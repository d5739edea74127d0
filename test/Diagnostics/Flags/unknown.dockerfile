FROM scratch
RUN --frobnicate true
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown flag: --frobnicate
#| Dockerfile:2:5: error: there is no flag '--frobnicate' here [bad-flag]
#| RUN --frobnicate true
#|     ^~~~~~~~~~~~
#| note: expected one of '--mount', '--network' and '--security'

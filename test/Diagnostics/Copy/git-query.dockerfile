FROM scratch
ADD https://github.com/a/b.git?frob=1 /a
# RUN: %diagnose %s
#= 2: unexpected query "frob"
#| Dockerfile:2:5: error: 'https://github.com/a/b.git?frob=1' is no source: unexpected query "frob"
#| ADD https://github.com/a/b.git?frob=1 /a
#|     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

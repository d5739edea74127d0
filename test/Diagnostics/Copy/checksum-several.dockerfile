FROM scratch
ADD --checksum=sha256:00 https://example.com/a https://example.com/b /a/
# RUN: %diagnose %s
#= 2: checksum can't be specified for multiple sources
#| Dockerfile:2:5: error: '--checksum' is for one source, but here are 2
#| ADD --checksum=sha256:00 https://example.com/a https://example.com/b /a/
#|     ^~~~~~~~~~~~~~~~~~~~
#| note: write an ADD for each source

FROM scratch
ADD --checksum=sha256:00 https://example.com/a /a
# RUN: %diagnose %s
#= 2: invalid checksum digest length
#| Dockerfile:2:5: error: 'sha256:00' is no checksum
#| ADD --checksum=sha256:00 https://example.com/a /a
#|     ^~~~~~~~~~~~~~~~~~~~
#| note: expected sha256: and 64 hexadecimal digits in lower case

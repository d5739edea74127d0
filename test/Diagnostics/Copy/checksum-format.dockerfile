FROM scratch
ADD --checksum=00 https://example.com/a /a
# RUN: %diagnose %s
#= 2: invalid checksum digest format
#| Dockerfile:2:5: error: '00' is no checksum
#| ADD --checksum=00 https://example.com/a /a
#|     ^~~~~~~~~~~~~
#| note: expected sha256: and 64 hexadecimal digits in lower case

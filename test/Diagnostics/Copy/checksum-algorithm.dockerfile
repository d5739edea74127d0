FROM scratch
ADD --checksum=md5:00 https://example.com/a /a
# RUN: %diagnose %s
#= 2: unsupported digest algorithm
#| Dockerfile:2:5: error: 'md5:00' is no checksum
#| ADD --checksum=md5:00 https://example.com/a /a
#|     ^~~~~~~~~~~~~~~~~
#| note: expected sha256: and 64 hexadecimal digits in lower case

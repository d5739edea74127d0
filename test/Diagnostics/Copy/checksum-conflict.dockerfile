FROM scratch
ADD --checksum=0123456789012345678901234567890123456789 https://github.com/a/b.git?checksum=1123456789012345678901234567890123456789 /a
# RUN: %diagnose %s
#= 2: checksum mismatch "0123456789012345678901234567890123456789" != "1123456789012345678901234567890123456789"
#| Dockerfile:2:5: error: '--checksum' and the source's own checksum contradict each other
#| ADD --checksum=0123456789012345678901234567890123456789 https://github.com/a/b.git?checksum=1123456789012345678901234567890123456789 /a
#|     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
#| note: leave one of them out

FROM scratch
COPY --chmod=644 \
  --chmod=755 a /a
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: duplicate flag specified: --chmod
#| Dockerfile:3:3: error: the flag '--chmod' may be given once only [bad-flag]
#|   --chmod=755 a /a
#|   ^~~~~~~~~~~
#| Dockerfile:2:6: note: it is given here already
#| COPY --chmod=644 \
#|      ^~~~~~~~~~~

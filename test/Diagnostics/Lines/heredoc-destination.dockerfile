FROM scratch
COPY a <<EOF
text
EOF
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: COPY cannot accept a heredoc as a destination
#| Dockerfile:2:8: error: the destination cannot be a here-document [bad-heredoc]
#| COPY a <<EOF
#|        ^~~~~
#| note: expected: COPY [FLAGS] SOURCE... DESTINATION

FROM scratch
RUN cat <<"Eof"
true
eof
# RUN: %diagnose %s
#= 2: unterminated heredoc
#| Dockerfile:2:9: error: the here-document 'Eof' has no end [unterminated-heredoc]
#| RUN cat <<"Eof"
#|         ^~~~~~~
#| note: expected a line with nothing but 'Eof' after it
#| Dockerfile:4:1: note: this line does not end it: its letters have another case
#| eof
#| ^~~

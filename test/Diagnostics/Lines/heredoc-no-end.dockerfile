FROM scratch
COPY <<EOF /a
  text
	EOF
CMD ["b"]
# RUN: %diagnose %s
#= 2: unterminated heredoc
#| Dockerfile:2:6: error: the here-document 'EOF' has no end [unterminated-heredoc]
#| COPY <<EOF /a
#|      ^~~~~
#| note: expected a line with nothing but 'EOF' after it
#| Dockerfile:4:1: note: this line does not end it: a tab stands before it; '<<-' would drop that
#|         EOF
#| ^~~~~~~~~~~

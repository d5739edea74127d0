FROM scratch
RUN <<-END
true
END 
# RUN: %diagnose %s
#= 2: unterminated heredoc
#| Dockerfile:2:5: error: the here-document 'END' has no end [unterminated-heredoc]
#| RUN <<-END
#|     ^~~~~~
#| note: expected a line with nothing but 'END' after it
#| Dockerfile:4:1: note: this line does not end it: there are blanks around it
#| END 
#| ^~~~

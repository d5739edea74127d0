FROM alpine
RUN true && \\
    foo
# RUN: %diagnose %s
#= 3: dockerfile parse error on line 3: unknown instruction: foo (did you mean from?)
#| Dockerfile:3:5: error: there is no instruction 'foo' [unknown-instruction]
#|     foo
#|     ^~~
#| Dockerfile:2:13: note: this line is not continued: '\\' is an escaped '\'; end it with one '\'
#| RUN true && \\
#|             ^~

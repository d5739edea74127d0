FROM scratch
COPY a /a
# RUN: %diagnose %s
#> a: x
#> .dockerignore: *.o
#> .dockerignore: src/[a
#= -: syntax error in pattern
#| .dockerignore:2:1: error: 'src/[a' is no pattern
#| src/[a
#| ^~~~~~
#| note: '[' begins a set such as [a-z]; '\' takes the meaning from the character after it

FROM scratch
RUN cat <<"EOF
true
EOF
# RUN: %diagnose %s
#= 3: dockerfile parse error on line 3: unknown instruction: true (did you mean run?)
#| Dockerfile:3:1: error: there is no instruction 'true' (did you mean run?) [unknown-instruction]
#| true
#| ^~~~
#| run
#| Dockerfile:2:1: note: to continue this instruction, end its line with '\'
#| RUN cat <<"EOF
#| ^~~
#| Dockerfile:4:1: error: there is no instruction 'EOF' (did you mean ENV?) [unknown-instruction]
#| EOF
#| ^~~
#| ENV
#| 2 errors generated

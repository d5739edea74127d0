FROM busybox
<<<<<<< ours
RUN a
=======
RUN b
>>>>>>> theirs
# RUN: %diagnose %s
#= 2: dockerfile parse error on line 2: unknown instruction: <<<<<<<
#| Dockerfile:2:1: error: there is no instruction '<<<<<<<' [unknown-instruction]
#| <<<<<<< ours
#| ^~~~~~~
#| note: git leaves such lines where a merge has conflicts; choose one of the two sides
#| Dockerfile:4:1: error: there is no instruction '=======' [unknown-instruction]
#| =======
#| ^~~~~~~
#| Dockerfile:6:1: error: there is no instruction '>>>>>>>' [unknown-instruction]
#| >>>>>>> theirs
#| ^~~~~~~
#| 3 errors generated

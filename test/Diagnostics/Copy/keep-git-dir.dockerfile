FROM scratch
ADD --keep-git-dir=true https://github.com/a/b.git?keep-git-dir=false /a
# RUN: %diagnose %s
#= 2: inconsistent keep-git-dir configuration
#| Dockerfile:2:5: error: '--keep-git-dir' and the source's own 'keep-git-dir' contradict each other
#| ADD --keep-git-dir=true https://github.com/a/b.git?keep-git-dir=false /a
#|     ^~~~~~~~~~~~~~~~~~~
#| note: leave one of them out

FROM scratch
ADD https://github.com/a/b.git?frob=1 /a
# RUN: %diagnose %s
#= 2: unexpected query "frob"
#| Dockerfile:2:32: error: the URL of a git repository has no parameter 'frob'
#| ADD https://github.com/a/b.git?frob=1 /a
#|                                ^~~~
#| note: expected one of branch, tag, ref, commit, checksum, subdir, submodules, keep-git-dir, mtime and fetch-by-commit

FROM alpine
VOLUME /a $X
EXPOSE 80/ttp
ADD https://github.com/a/b.git?brnch=x /
# RUN: %diagnose %s
#= 2: VOLUME specified can not be an empty string
#| Dockerfile:2:12: warning: UndefinedVar: Usage of undefined variable '$X'
#| VOLUME /a $X
#|            ^
#| note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)
#| Dockerfile:2:11: error: the volume '$X' is empty
#| VOLUME /a $X
#|           ^~
#| note: expected: VOLUME DIRECTORY...
#| Dockerfile:3:11: error: there is no protocol 'ttp' (did you mean tcp?)
#| EXPOSE 80/ttp
#|           ^~~
#| note: expected 'tcp', 'udp' or 'sctp'
#| Dockerfile:4:32: error: the URL of a git repository has no parameter 'brnch' (did you mean branch?)
#| ADD https://github.com/a/b.git?brnch=x /
#|                                ^~~~~
#| note: expected one of branch, tag, ref, commit, checksum, subdir, submodules, keep-git-dir, mtime and fetch-by-commit
#| 3 errors generated

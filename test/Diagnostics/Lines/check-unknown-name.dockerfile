# check=skip=undefinedvar,StageNameCase,Nothing
FROM scratch
# RUN: %diagnose %s
#| Dockerfile:1:14: warning: there is no check 'undefinedvar' (did you mean UndefinedVar?) [unknown-check]
#| # check=skip=undefinedvar,StageNameCase,Nothing
#|              ^~~~~~~~~~~~
#| Dockerfile:1:27: warning: there is no check 'StageNameCase' [unknown-check]
#| # check=skip=undefinedvar,StageNameCase,Nothing
#|                           ^~~~~~~~~~~~~
#| Dockerfile:1:41: warning: there is no check 'Nothing' [unknown-check]
#| # check=skip=undefinedvar,StageNameCase,Nothing
#|                                         ^~~~~~~

# RUN: not imgc build --check --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=TEXT --strict-whitespace --match-full-lines --input-file=%t.out
# RUN: imgc build --call=check,ignorestatus --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=TEXT2 --strict-whitespace --match-full-lines --input-file=%t.out
# RUN: imgc build --call=check --build-arg=BUILDKIT_DOCKERFILE_CHECK=skip=all --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=NONE --strict-whitespace --match-full-lines --input-file=%t.out
#
FROM alpine AS one
CMD echo
FROM alpine as two
ENV A $B



#
# TEXT:Check complete, 4 warnings have been found!
# TEXT-EMPTY:
# TEXT-NEXT:WARNING: JSONArgsRecommended - https://docs.docker.com/go/dockerfile/rule/json-args-recommended/
# TEXT-NEXT:JSON arguments recommended for CMD to prevent unintended behavior related to OS signals
# TEXT-NEXT:{{.*}}call-check.dockerfile:9
# TEXT-NEXT:--------------------
# TEXT-NEXT:   7 |     #
# TEXT-NEXT:   8 |     FROM alpine AS one
# TEXT-NEXT:   9 | >>> CMD echo
# TEXT-NEXT:  10 |     FROM alpine as two
# TEXT-NEXT:  11 |     ENV A $B
# TEXT-NEXT:--------------------
# TEXT-EMPTY:
# TEXT-NEXT:WARNING: FromAsCasing - https://docs.docker.com/go/dockerfile/rule/from-as-casing/
# TEXT-NEXT:'as' and 'FROM' keywords' casing do not match
# TEXT-NEXT:{{.*}}call-check.dockerfile:10
# TEXT-NEXT:--------------------
# TEXT-NEXT:   8 |     FROM alpine AS one
# TEXT-NEXT:   9 |     CMD echo
# TEXT-NEXT:  10 | >>> FROM alpine as two
# TEXT-NEXT:  11 |     ENV A $B
# TEXT-NEXT:  12 |     
# TEXT-NEXT:--------------------
# TEXT-EMPTY:
# TEXT-NEXT:WARNING: UndefinedVar - https://docs.docker.com/go/dockerfile/rule/undefined-var/
# TEXT-NEXT:Usage of undefined variable '$B'
# TEXT-NEXT:{{.*}}call-check.dockerfile:11
# TEXT-NEXT:--------------------
# TEXT-NEXT:   9 |     CMD echo
# TEXT-NEXT:  10 |     FROM alpine as two
# TEXT-NEXT:  11 | >>> ENV A $B
# TEXT-NEXT:  12 |     
# TEXT-NEXT:  13 |     
# TEXT-NEXT:--------------------
# TEXT-EMPTY:
# TEXT-NEXT:WARNING: LegacyKeyValueFormat - https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/
# TEXT-NEXT:"ENV key=value" should be used instead of legacy "ENV key value" format
# TEXT-NEXT:{{.*}}call-check.dockerfile:11
# TEXT-NEXT:--------------------
# TEXT-NEXT:   9 |     CMD echo
# TEXT-NEXT:  10 |     FROM alpine as two
# TEXT-NEXT:  11 | >>> ENV A $B
# TEXT-NEXT:  12 |     
# TEXT-NEXT:  13 |     
# TEXT-NEXT:--------------------
# TEXT2:Check complete, 4 warnings have been found!
# TEXT2-EMPTY:
# TEXT2-NEXT:WARNING: JSONArgsRecommended - https://docs.docker.com/go/dockerfile/rule/json-args-recommended/
# TEXT2-NEXT:JSON arguments recommended for CMD to prevent unintended behavior related to OS signals
# TEXT2-NEXT:{{.*}}call-check.dockerfile:9
# TEXT2-NEXT:--------------------
# TEXT2-NEXT:   7 |     #
# TEXT2-NEXT:   8 |     FROM alpine AS one
# TEXT2-NEXT:   9 | >>> CMD echo
# TEXT2-NEXT:  10 |     FROM alpine as two
# TEXT2-NEXT:  11 |     ENV A $B
# TEXT2-NEXT:--------------------
# TEXT2-EMPTY:
# TEXT2-NEXT:WARNING: FromAsCasing - https://docs.docker.com/go/dockerfile/rule/from-as-casing/
# TEXT2-NEXT:'as' and 'FROM' keywords' casing do not match
# TEXT2-NEXT:{{.*}}call-check.dockerfile:10
# TEXT2-NEXT:--------------------
# TEXT2-NEXT:   8 |     FROM alpine AS one
# TEXT2-NEXT:   9 |     CMD echo
# TEXT2-NEXT:  10 | >>> FROM alpine as two
# TEXT2-NEXT:  11 |     ENV A $B
# TEXT2-NEXT:  12 |     
# TEXT2-NEXT:--------------------
# TEXT2-EMPTY:
# TEXT2-NEXT:WARNING: UndefinedVar - https://docs.docker.com/go/dockerfile/rule/undefined-var/
# TEXT2-NEXT:Usage of undefined variable '$B'
# TEXT2-NEXT:{{.*}}call-check.dockerfile:11
# TEXT2-NEXT:--------------------
# TEXT2-NEXT:   9 |     CMD echo
# TEXT2-NEXT:  10 |     FROM alpine as two
# TEXT2-NEXT:  11 | >>> ENV A $B
# TEXT2-NEXT:  12 |     
# TEXT2-NEXT:  13 |     
# TEXT2-NEXT:--------------------
# TEXT2-EMPTY:
# TEXT2-NEXT:WARNING: LegacyKeyValueFormat - https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/
# TEXT2-NEXT:"ENV key=value" should be used instead of legacy "ENV key value" format
# TEXT2-NEXT:{{.*}}call-check.dockerfile:11
# TEXT2-NEXT:--------------------
# TEXT2-NEXT:   9 |     CMD echo
# TEXT2-NEXT:  10 |     FROM alpine as two
# TEXT2-NEXT:  11 | >>> ENV A $B
# TEXT2-NEXT:  12 |     
# TEXT2-NEXT:  13 |     
# TEXT2-NEXT:--------------------
# NONE:Check complete, no warnings found.

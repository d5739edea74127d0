# RUN: not imgc build --emit=llb --build-arg=BUILDKIT_SYNTAX=example.com/other:1 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=CHECK --strict-whitespace --match-full-lines --input-file=%t.out
#
FROM alpine as base



#
# CHECK:error: front end "example.com/other:1" is not the official one [other-frontend]
# CHECK-NEXT:note: imgc is the front end of docker/dockerfile; it runs no other

# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine as builder
#
# CHECK:from-as-casing.dockerfile:4:12: warning: FromAsCasing: 'as' and 'FROM' keywords' casing do not match
# CHECK-NEXT:FROM alpine as builder
# CHECK-NEXT:           ^~~~
# CHECK-NEXT:note: write FROM and AS in the same case (https://docs.docker.com/go/dockerfile/rule/from-as-casing/)
# CHECK-NOT:warning

# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine AS base
FROM alpine AS base
#
# CHECK:duplicate-stage-name.dockerfile:5:16: warning: DuplicateStageName: Duplicate stage name "base", stage names should be unique
# CHECK-NEXT:FROM alpine AS base
# CHECK-NEXT:               ^~~~
# CHECK-NEXT:duplicate-stage-name.dockerfile:4:1: note: the name is given here first
# CHECK-NEXT:FROM alpine AS base
# CHECK-NEXT:^~~~~~~~~~~~~~~~~~~
# CHECK-NEXT:note: rename one of the stages; later instructions see the last one only (https://docs.docker.com/go/dockerfile/rule/duplicate-stage-name/)
# CHECK-NOT:warning

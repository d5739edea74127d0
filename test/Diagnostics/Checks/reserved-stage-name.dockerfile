# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine AS scratch
#
# CHECK:reserved-stage-name.dockerfile:4:16: warning: ReservedStageName: Stage name should not use the same name as reserved stage "scratch"
# CHECK-NEXT:FROM alpine AS scratch
# CHECK-NEXT:               ^~~~~~~
# CHECK-NEXT:note: choose a name other than 'scratch' and 'context' (https://docs.docker.com/go/dockerfile/rule/reserved-stage-name/)
# CHECK-NOT:warning

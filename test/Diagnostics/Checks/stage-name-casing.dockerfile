# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine AS Builder
#
# CHECK:stage-name-casing.dockerfile:4:16: warning: StageNameCasing: Stage name 'Builder' should be lowercase
# CHECK-NEXT:FROM alpine AS Builder
# CHECK-NEXT:               ^~~~~~~
# CHECK-NEXT:note: write the name after AS in lower case (https://docs.docker.com/go/dockerfile/rule/stage-name-casing/)
# CHECK-NOT:warning

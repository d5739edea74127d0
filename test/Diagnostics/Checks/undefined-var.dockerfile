# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
ARG NAME=x
LABEL name=$NAM
#
# CHECK:undefined-var.dockerfile:6:13: warning: UndefinedVar: Usage of undefined variable '$NAM' (did you mean $NAME?)
# CHECK-NEXT:LABEL name=$NAM
# CHECK-NEXT:            ^~~
# CHECK-NEXT:note: declare it with ARG or ENV in this stage, above this line (https://docs.docker.com/go/dockerfile/rule/undefined-var/)
# CHECK-NOT:warning

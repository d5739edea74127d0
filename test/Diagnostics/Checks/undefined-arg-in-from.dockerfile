# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
ARG VERSION=latest
FROM alpine:${VERSIO:-latest}
#
# CHECK:undefined-arg-in-from.dockerfile:5:15: warning: UndefinedArgInFrom: FROM argument 'VERSIO' is not declared (did you mean VERSION?)
# CHECK-NEXT:FROM alpine:${VERSIO:-latest}
# CHECK-NEXT:              ^~~~~~
# CHECK-NEXT:note: declare the ARG before the first FROM (https://docs.docker.com/go/dockerfile/rule/undefined-arg-in-from/)
# CHECK-NOT:warning

# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
ENV NAME some value
#
# CHECK:legacy-key-value-format.dockerfile:5:1: warning: LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format
# CHECK-NEXT:ENV NAME some value
# CHECK-NEXT:^~~~~~~~~~~~~~~~~~~
# CHECK-NEXT:note: write key=value (https://docs.docker.com/go/dockerfile/rule/legacy-key-value-format/)
# CHECK-NOT:warning

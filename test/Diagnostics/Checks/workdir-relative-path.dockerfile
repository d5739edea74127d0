# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
WORKDIR app
#
# CHECK:workdir-relative-path.dockerfile:5:9: warning: WorkdirRelativePath: Relative workdir "app" can have unexpected results if the base image changes
# CHECK-NEXT:WORKDIR app
# CHECK-NEXT:        ^~~
# CHECK-NEXT:note: start with an absolute WORKDIR (https://docs.docker.com/go/dockerfile/rule/workdir-relative-path/)
# CHECK-NOT:warning

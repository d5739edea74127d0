# RUN: imgc build --emit=llb --platform=linux/amd64 --build-arg=TAG=latest --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
ARG TAG
FROM alpine:${TAG}
#
# CHECK:invalid-default-arg-in-from.dockerfile:5:6: warning: InvalidDefaultArgInFrom: Default value for ARG alpine:${TAG} results in empty or invalid base image name
# CHECK-NEXT:FROM alpine:${TAG}
# CHECK-NEXT:     ^~~~~~~~~~~~~
# CHECK-NEXT:note: give the ARG a default that is the name of an image (https://docs.docker.com/go/dockerfile/rule/invalid-default-arg-in-from/)
# CHECK-NOT:warning

# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
MAINTAINER me@example.com
#
# CHECK:maintainer-deprecated.dockerfile:5:1: warning: MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label
# CHECK-NEXT:MAINTAINER me@example.com
# CHECK-NEXT:^~~~~~~~~~
# CHECK-NEXT:note: write LABEL org.opencontainers.image.authors="…" (https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/)
# CHECK-NOT:warning

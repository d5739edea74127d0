# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM --platform=$TARGETPLATFORM alpine
#
# CHECK:redundant-target-platform.dockerfile:4:17: warning: RedundantTargetPlatform: Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior
# CHECK-NEXT:FROM --platform=$TARGETPLATFORM alpine
# CHECK-NEXT:                ^~~~~~~~~~~~~~~
# CHECK-NEXT:note: remove --platform (https://docs.docker.com/go/dockerfile/rule/redundant-target-platform/)
# CHECK-NOT:warning

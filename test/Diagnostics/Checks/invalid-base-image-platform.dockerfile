# RUN: imgc build --emit=llb --platform=linux/arm64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM amd-only
#
# CHECK:invalid-base-image-platform.dockerfile:4:6: warning: InvalidBaseImagePlatform: Base image amd-only was pulled with platform "linux/amd64", expected "linux/arm64" for current build
# CHECK-NEXT:FROM amd-only
# CHECK-NEXT:     ^~~~~~~~
# CHECK-NEXT:note: use an image for this platform, or FROM --platform
# CHECK-NOT:warning

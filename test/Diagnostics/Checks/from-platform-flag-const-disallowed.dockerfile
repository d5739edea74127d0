# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM --platform=linux/amd64 alpine AS tool
#
# CHECK:from-platform-flag-const-disallowed.dockerfile:4:17: warning: FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value "linux/amd64"
# CHECK-NEXT:FROM --platform=linux/amd64 alpine AS tool
# CHECK-NEXT:                ^~~~~~~~~~~
# CHECK-NEXT:note: use a variable such as $BUILDPLATFORM, or name the stage after the platform (https://docs.docker.com/go/dockerfile/rule/from-platform-flag-const-disallowed/)
# CHECK-NOT:warning

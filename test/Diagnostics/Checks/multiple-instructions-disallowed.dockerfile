# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
CMD ["old"]
CMD ["new"]
#
# CHECK:multiple-instructions-disallowed.dockerfile:5:1: warning: MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same stage because only the last one will be used
# CHECK-NEXT:CMD ["old"]
# CHECK-NEXT:^~~~~~~~~~~
# CHECK-NEXT:note: remove this one: a later one replaces it (https://docs.docker.com/go/dockerfile/rule/multiple-instructions-disallowed/)
# CHECK-NOT:warning

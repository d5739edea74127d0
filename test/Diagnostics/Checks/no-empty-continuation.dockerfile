# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
RUN make && \

    make install
#
# CHECK:no-empty-continuation.dockerfile:7:5: warning: NoEmptyContinuation: Empty continuation line
# CHECK-NEXT:    make install
# CHECK-NEXT:    ^~~~~~~~~~~~
# CHECK-NEXT:note: remove the blank line inside the instruction, or make it a comment (https://docs.docker.com/go/dockerfile/rule/no-empty-continuation/)
# CHECK-NOT:warning

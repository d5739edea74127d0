# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
RUN make
run make install
#
# CHECK:consistent-instruction-casing.dockerfile:6:1: warning: ConsistentInstructionCasing: Command 'run' should match the case of the command majority (uppercase)
# CHECK-NEXT:run make install
# CHECK-NEXT:^~~
# CHECK-NEXT:note: write the keyword as most of the file does (https://docs.docker.com/go/dockerfile/rule/consistent-instruction-casing/)
# CHECK-NOT:warning

# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
ENTRYPOINT /bin/app --serve
#
# CHECK:json-args-recommended.dockerfile:5:1: warning: JSONArgsRecommended: JSON arguments recommended for ENTRYPOINT to prevent unintended behavior related to OS signals
# CHECK-NEXT:ENTRYPOINT /bin/app --serve
# CHECK-NEXT:^~~~~~~~~~~~~~~~~~~~~~~~~~~
# CHECK-NEXT:note: write ["program", "argument"], or name the shell with SHELL if it is meant (https://docs.docker.com/go/dockerfile/rule/json-args-recommended/)
# CHECK-NOT:warning

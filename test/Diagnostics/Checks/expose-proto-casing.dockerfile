# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
EXPOSE 80/TCP
#
# CHECK:expose-proto-casing.dockerfile:5:8: warning: ExposeProtoCasing: Defined protocol '80/TCP' in EXPOSE instruction should be lowercase
# CHECK-NEXT:EXPOSE 80/TCP
# CHECK-NEXT:       ^~~~~~
# CHECK-NEXT:note: write the protocol in lower case (https://docs.docker.com/go/dockerfile/rule/expose-proto-casing/)
# CHECK-NOT:warning

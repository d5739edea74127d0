# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
ARG GITHUB_TOKEN
#
# CHECK:secrets-used-in-arg-or-env.dockerfile:5:5: warning: SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG "GITHUB_TOKEN")
# CHECK-NEXT:ARG GITHUB_TOKEN
# CHECK-NEXT:    ^~~~~~~~~~~~
# CHECK-NEXT:note: use RUN --mount=type=secret: ARG and ENV stay readable in the image (https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/)
# CHECK-NOT:warning

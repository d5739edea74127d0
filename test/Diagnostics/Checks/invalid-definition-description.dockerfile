# RUN: imgc build --emit=llb --platform=linux/amd64 --build-arg=BUILDKIT_DOCKERFILE_CHECK=experimental=all --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines

#
# a version
ARG VERSION=1
FROM alpine
#
# CHECK:invalid-definition-description.dockerfile:6:1: warning: InvalidDefinitionDescription: Comment for ARG should follow the format: `# VERSION <description>`
# CHECK-NEXT:ARG VERSION=1
# CHECK-NEXT:^~~~~~~~~~~~~
# CHECK-NEXT:note: begin the comment with the name that it describes (https://docs.docker.com/go/dockerfile/rule/invalid-definition-description/)
# CHECK-NOT:warning

# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
COPY kept secret /
#
# CHECK:copy-ignored-file.dockerfile:5:11: warning: CopyIgnoredFile: Attempting to Copy file "secret" that is excluded by .dockerignore
# CHECK-NEXT:COPY kept secret /
# CHECK-NEXT:          ^~~~~~
# CHECK-NEXT:note: take the path out of the ignore file, or do not copy it (https://docs.docker.com/go/dockerfile/rule/copy-ignored-file/)
# CHECK-NOT:warning

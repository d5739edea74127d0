# RUN: imgc build --emit=llb --platform=linux/amd64 --resolve-from=%S/Inputs/images.json -f %s %S/Inputs/context 2>&1 >/dev/null \
# RUN:   | FileCheck %s --strict-whitespace --match-full-lines
#
FROM alpine
EXPOSE 127.0.0.1:8080:80
#
# CHECK:expose-invalid-format.dockerfile:5:8: warning: ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port mapping, found '127.0.0.1:8080:80'
# CHECK-NEXT:EXPOSE 127.0.0.1:8080:80
# CHECK-NEXT:       ^~~~~~~~~~~~~~~~~
# CHECK-NEXT:note: name the container's port only; addresses belong to `docker run -p` (https://docs.docker.com/go/dockerfile/rule/expose-invalid-format/)
# CHECK-NOT:warning

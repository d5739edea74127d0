# RUN: not imgc-translate --dockerfile-to-mlir %s 2>&1 | FileCheck %s
FROM scratch
# CHECK: Dockerfile:4:{{.*}}error: {{.*}}RUNN
RUNN x

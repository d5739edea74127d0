# RUN: imgc-translate --dockerfile-to-mlir --dockerfile-name=d/D --mlir-print-debuginfo --mlir-print-local-scope %s | FileCheck %s
FROM scratch AS a
  ENV A=1
RUN x \
  # a comment inside

  y
COPY <<A <<B /
one
A
two
B

RUN ["x"]
# CHECK: dockerfile.env {{.*}} loc("d/D":3:{{[13]}} to :10)
# CHECK: dockerfile.run {{.*}} loc("d/D":4:1 to 7:4)
# CHECK: dockerfile.copy {{.*}} loc("d/D":8:1 to 12:2)
# CHECK: dockerfile.run {{.*}} loc("d/D":14:1 to :10)
# CHECK: dockerfile.end {{.*}} loc("d/D":2:1 to :18)
# CHECK: } loc("d/D":2:1 to :18)

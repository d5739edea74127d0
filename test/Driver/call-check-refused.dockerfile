# RUN: not imgc build --check --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=CHECK --strict-whitespace --match-full-lines --input-file=%t.out
#
FROM alpine AS one
CMD echo
VOLUME [""]



#
# CHECK:ERROR: dockerfile parse error on line 6: VOLUME specified can not be an empty string
# CHECK-NEXT:{{.*}}call-check-refused.dockerfile:6
# CHECK-NEXT:--------------------
# CHECK-NEXT:   4 |     FROM alpine AS one
# CHECK-NEXT:   5 |     CMD echo
# CHECK-NEXT:   6 | >>> VOLUME [""]
# CHECK-NEXT:   7 |     
# CHECK-NEXT:   8 |     
# CHECK-NEXT:--------------------

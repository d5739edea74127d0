// RUN: imgc-translate %s --plan-to-file | imgc-translate --file-to-plan --mlir-print-debuginfo | FileCheck %s

// Tests that ranges in known source files survive, in order, and others go.

plan.source_file "Dockerfile"
plan.context @c id "c"
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
// CHECK: plan.local {{.*}} loc(#[[L:loc[0-9]*]])
plan.steps @steps keys @keys(%k) {
  %0 = plan.local key(%k) @c loc(fused["Dockerfile":1:2 to 3:4, "other":5:6, callsite("Dockerfile":7:8 at "name"("Dockerfile":9:10))])
}
// CHECK-DAG: #[[A:.*]] = loc("Dockerfile":1:2 to 3:4)
// CHECK-DAG: #[[B:.*]] = loc("Dockerfile":7:8)
// CHECK-DAG: #[[C:.*]] = loc("Dockerfile":9:10)
// CHECK: #[[L]] = loc(fused[#[[A]], #[[B]], #[[C]]])

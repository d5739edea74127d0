// RUN: imgc-opt %s --pass-pipeline="builtin.module(llb-to-plan-pipeline{host-platform=linux/amd64})" | FileCheck %s
// RUN: imgc-opt %s --pass-pipeline="builtin.module(llb-optimize-pipeline{level=O1},llb-to-plan-pipeline{host-platform=linux/amd64})" | FileCheck %s --check-prefix=O1
// RUN: imgc-opt %s --pass-pipeline="builtin.module(llb-optimize-pipeline{level=O0},llb-to-plan-pipeline{host-platform=linux/amd64})" | FileCheck %s

// Tests that the plan has its keys in @keys, static ones folded; equal vertices
// are one step from -O1 on, and find the same record at -O0.

// CHECK: %[[K:.*]] = plan.constant
// CHECK-NEXT: plan.yield_keys %[[K]]
// CHECK: plan.file key(%key)
// CHECK: plan.file key(%key)
// O1: plan.file key(%key)
// O1-NOT: plan.file
%a = llb.file() {
  %0 = llb.mkdir "/a"
  llb.yield %0
}
%b = llb.file() {
  %0 = llb.mkdir "/a"
  llb.yield %0
}
llb.output "a" %a layers [%a]
llb.output "b" %b layers [%b]

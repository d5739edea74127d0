// RUN: imgc-opt %s --convert-llb-to-plan="host-platform=linux/amd64 source-date-epoch=17 merge-and-diff" | FileCheck %s

// Tests scratch, layouts, carried keys, merges and differences.

%scratch = llb.scratch
%layout = llb.oci_layout "base@sha256:0000000000000000000000000000000000000000000000000000000000000000" with {oci.store = "bases"}

// CHECK-LABEL: plan.steps
// CHECK: %[[S:.*]] = plan.scratch
// CHECK: %[[LAYOUT:.*]] = plan.image key(%{{.*}}) "base@sha256:{{0+}}" digest "sha256:{{0+}}" layout "bases"
// The carried key stands for everything static.
// CHECK: %[[K:.*]] = plan.constant "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
// CHECK: %[[A:.*]] = plan.file key(%[[K]]) () {
// CHECK-NEXT: plan.mkdir "/a"
%a = llb.file(%dst = %scratch) {
  %0 = llb.mkdir on %dst "/a"
  llb.yield %0
} key "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
// CHECK: %[[M:.*]] = plan.merge key(%{{.*}}) (%[[LAYOUT]], %[[A]])
%m = llb.merge %layout, %a
// CHECK: plan.output "m" %[[M]] layers[%[[LAYOUT]], %[[M]]] {{.*}} source_date_epoch 17
llb.output "m" %m layers [%m]
// CHECK: %[[D:.*]] = plan.diff key(%{{.*}}) %[[S]] to %[[M]]
%d = llb.diff upper %m
// CHECK: plan.output "d" %[[D]] layers[%[[D]]]
llb.output "d" %d layers [%d]
// Without cut points: the base, and one layer for what was added.
// CHECK: plan.output "l" %[[LAYOUT]] layers[%[[LAYOUT]]]
llb.output "l" %layout
// CHECK: plan.output "n" %[[M]] layers[%[[LAYOUT]], %[[M]]]
llb.output "n" %m
// A cut point that adds nothing counts.
// CHECK: plan.output "t" %[[M]] layers[%[[LAYOUT]], %[[M]], %[[M]]]
llb.output "t" %m layers [%m, %m]
// CHECK: plan.output "s" %[[S]] platform
llb.output "s" %scratch

// RUN: imgc-opt %s --plan-hoist-keys | FileCheck %s
// RUN: imgc-opt %s --plan-hoist-keys --plan-hoist-keys --plan-verify-hoisted | FileCheck %s

// Tests that keys move to @keys, that each key of a step is yielded once, and
// that hoisting twice changes nothing.

plan.context @c id "c"
// CHECK: plan.keys @keys {
// CHECK-NEXT: %[[A:.*]] = plan.constant
// CHECK-NEXT: %[[S:.*]] = plan.select @c
// CHECK-NEXT: %[[B:.*]] = plan.combine "b"(%[[A]], %[[S]])
// CHECK-NEXT: plan.yield_keys %[[A]], %[[B]]
plan.keys @keys {
  %a = plan.constant "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
  plan.yield_keys %a
}
// CHECK: plan.steps @steps keys @keys (%[[K0:.*]], %[[K1:.*]]) {
plan.steps @steps keys @keys(%k) {
  // CHECK-NEXT: plan.local key(%[[K0]]) @c
  %0 = plan.local key(%k) @c
  %s = plan.select @c
  %b = plan.combine "b" (%k, %s)
  // CHECK-NEXT: plan.local key(%[[K1]]) @c
  // CHECK-NEXT: plan.local key(%[[K1]]) @c
  %1 = plan.local key(%b) @c
  %2 = plan.local key(%b) @c
  // CHECK-NEXT: plan.output
  plan.output "" %2
}

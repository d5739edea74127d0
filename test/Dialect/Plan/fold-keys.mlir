// RUN: imgc-opt %s --plan-fold-keys | FileCheck %s

// Tests that static keys become one constant, equal keys one key, and that keys
// without users go.

plan.context @c id "c"
// CHECK: plan.keys @keys {
// CHECK-NEXT: %[[F:.*]] = plan.constant
// CHECK-NEXT: %[[S:.*]] = plan.select @c sources ["/a"]
// CHECK-NEXT: %[[D:.*]] = plan.combine "d"(%[[S]], %[[F]])
// CHECK-NEXT: %[[E:.*]] = plan.combine "d"(%[[F]], %[[S]])
// CHECK-NEXT: plan.yield_keys %[[F]], %[[D]], %[[E]]
plan.keys @keys {
  %a = plan.constant "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
  %unused = plan.select @c
  %f = plan.combine "f" static "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100" (%a)
  %f2 = plan.combine "f" static "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100" (%a)
  %s = plan.select @c sources ["/a"]
  %s2 = plan.select @c sources ["/a"]
  %d = plan.combine "d" (%s, %f)
  %d2 = plan.combine "d" (%s2, %f2)
  // Order counts.
  %e = plan.combine "d" (%f, %s)
  plan.yield_keys %f, %d, %f2, %d2, %e, %unused
}
// CHECK: plan.steps @steps keys @keys (%[[K0:.*]], %[[K1:.*]], %[[K2:.*]]) {
plan.steps @steps keys @keys(%k0, %k1, %k2, %k3, %k4, %k5) {
  // CHECK-NEXT: plan.local key(%[[K0]])
  %0 = plan.local key(%k0) @c
  // CHECK-NEXT: plan.local key(%[[K1]])
  %1 = plan.local key(%k1) @c
  // CHECK-NEXT: plan.local key(%[[K0]])
  %2 = plan.local key(%k2) @c
  // CHECK-NEXT: plan.local key(%[[K1]])
  %3 = plan.local key(%k3) @c
  // CHECK-NEXT: plan.local key(%[[K2]])
  %4 = plan.local key(%k4) @c
}

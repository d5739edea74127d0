// RUN: imgc-opt %s --verify-roundtrip | FileCheck %s

// Tests that a plan without keys and steps can be written down.

// CHECK: plan.keys @keys {
// CHECK-NEXT: plan.yield_keys
plan.keys @keys {
  plan.yield_keys
}
// CHECK: plan.steps @steps keys @keys () {
plan.steps @steps keys @keys() {
}

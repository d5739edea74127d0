// RUN: imgc-opt %s --split-input-file --verify-diagnostics --plan-verify-hoisted

// Tests the exit invariant of the plan phase.

plan.context @c id "c"
plan.keys @keys {
  plan.yield_keys
}
plan.steps @steps keys @keys() {
  // expected-error@+1 {{a key is still computed among the steps}}
  %k = plan.combine "a" ()
  // expected-error@+1 {{the key of the step is not one of plan.keys}}
  %0 = plan.local key(%k) @c
}

// -----

plan.context @c id "c"
plan.keys @keys {
  %k = plan.combine "a" ()
  plan.yield_keys %k
}
plan.steps @steps keys @keys(%k) {
  %0 = plan.local key(%k) @c
}

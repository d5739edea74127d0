// RUN: imgc-translate %s --plan-to-file --split-input-file --verify-diagnostics

// expected-error@+1 {{a plan file needs a plan.keys and a plan.steps}}
module {
}

// -----

plan.keys @keys {
  plan.yield_keys
}
// expected-error@+1 {{'plan.keys' has no place in a plan file, which has source files, contexts, one plan.keys and one plan.steps}}
plan.keys @more {
  plan.yield_keys
}

// -----

plan.source_file "a"
// expected-error@+1 {{two source files are named 'a'}}
plan.source_file "a"
plan.keys @keys {
  plan.yield_keys
}
plan.steps @steps keys @keys() {
}

// -----

plan.keys @keys {
  plan.yield_keys
}
plan.steps @steps keys @keys() {
  // expected-error@+1 {{run plan-hoist-keys first}}
  %0 = plan.combine "a" ()
}

// -----

// expected-error@+1 {{is not valid UTF-8}}
plan.context @c id "\FF"
plan.keys @keys {
  plan.yield_keys
}
plan.steps @steps keys @keys() {
}

// -----

// expected-error@+1 {{text in a plan must not contain a zero byte}}
plan.context @c id "a\00"
plan.keys @keys {
  plan.yield_keys
}
plan.steps @steps keys @keys() {
}

// -----

plan.keys @keys {
  plan.yield_keys
}
plan.steps @steps keys @keys() {
  // expected-error@+1 {{a key among the steps has no place in a plan file; run plan-hoist-keys first}}
  %k = plan.constant "0000000000000000000000000000000000000000000000000000000000000000"
}

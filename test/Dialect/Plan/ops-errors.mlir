// RUN: imgc-opt %s --split-input-file --verify-diagnostics --allow-unregistered-dialect

// context_c1
// expected-error@+1 {{the id must not be empty}}
plan.context @c id ""

// -----

// keys_c1: an op that is no key.
// expected-error@+1 {{the body may hold only pure ops that make keys}}
plan.keys @keys {
  // expected-note@+1 {{'builtin.unrealized_conversion_cast' is here}}
  %0 = builtin.unrealized_conversion_cast to i32
  plan.yield_keys
}

// -----

// keys_c1: a body without its end.
// expected-error@+1 {{the body must end in plan.yield_keys}}
"plan.keys"() <{sym_name = "keys"}> ({
  "test.end"() : () -> ()
}) : () -> ()

// -----

// keys_c1: arguments.
// expected-error@+1 {{the body must not have arguments}}
"plan.keys"() <{sym_name = "keys"}> ({
^bb0(%arg: !plan.key):
  "plan.yield_keys"() : () -> ()
}) : () -> ()

// -----

// steps_c1
// expected-error@+1 {{'keys' is not a plan.keys of the module}}
plan.steps @steps keys @keys() {
}

// -----

// steps_c2: number of arguments.
plan.keys @keys {
  // expected-note@+1 {{actual 1}}
  plan.yield_keys
}
// expected-error@+2 {{must have one argument per yielded key}}
// expected-note@+1 {{expected 0 arguments}}
plan.steps @steps keys @keys(%k) {
}

// -----

// steps_c2: type of arguments.
plan.keys @keys {
  plan.yield_keys
}
// expected-error@+1 {{every argument must be a !plan.key}}
"plan.steps"() <{sym_name = "steps", keys = @keys}> ({
^bb0(%arg: i32):
}) : () -> ()

// -----

// steps_c3: an op of another dialect.
plan.keys @keys {
  plan.yield_keys
}
// expected-error@+1 {{the body may hold only keys, views, steps and outputs}}
plan.steps @steps keys @keys() {
  // expected-note@+1 {{'builtin.unrealized_conversion_cast' is here}}
  %0 = builtin.unrealized_conversion_cast to i32
}

// -----

// steps_c3: an op of the module.
plan.keys @keys {
  plan.yield_keys
}
// expected-error@+1 {{the body may hold only keys, views, steps and outputs}}
plan.steps @steps keys @keys() {
  // expected-note@+1 {{'plan.source_file' is here}}
  plan.source_file "f"
}

// -----

// constant_c1
plan.keys @keys {
  // expected-error@+1 {{the value must be 64 lower-case hex digits, got 'AB'}}
  %0 = plan.constant "AB"
  plan.yield_keys %0
}

// -----

// combine_c1
plan.keys @keys {
  // expected-error@+1 {{the domain must not be empty}}
  %0 = plan.combine "" ()
  plan.yield_keys %0
}

// -----

// combine_c2
plan.keys @keys {
  // expected-error@+1 {{the static part must be 64 lower-case hex digits, got 'x'}}
  %0 = plan.combine "a" static "x" ()
  plan.yield_keys %0
}

// -----

// select_c1
plan.keys @keys {
  // expected-error@+1 {{'nowhere' is not a plan.context of the module}}
  %0 = plan.select @nowhere
  plan.yield_keys %0
}

// -----

// select_c2
plan.context @c id "c"
plan.keys @keys {
  // expected-error@+1 {{source 'a' must be an absolute path}}
  %0 = plan.select @c sources ["a"]
  plan.yield_keys %0
}

// -----

// view_c1
plan.keys @keys {
  plan.yield_keys
}
plan.steps @steps keys @keys() {
  // expected-error@+1 {{'keys' is not a plan.context of the module}}
  %0 = plan.view @keys
}

// -----

// local_c1
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{'nowhere' is not a plan.context of the module}}
  %0 = plan.local key(%k) @nowhere
}

// -----

// image_c1
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{the digest must be 'sha256:' and 64 lower-case hex digits, got 'sha256:1'}}
  %0 = plan.image key(%k) "a" digest "sha256:1"
}

// -----

// exec_c1
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{the arguments must not be empty}}
  %0 = plan.exec key(%k) [] cwd "/" mounts [#plan.mount<target = "/", output = 0>] : !plan.fs
}

// -----

// exec_c2
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{the working directory 'w' must be an absolute path}}
  %0 = plan.exec key(%k) ["a"] cwd "w" mounts [#plan.mount<target = "/", output = 0>] : !plan.fs
}

// -----

// exec_c3
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{exactly one mount must have the target '/', got 0}}
  %0 = plan.exec key(%k) ["a"] cwd "/" mounts [#plan.mount<target = "/x", output = 0>] : !plan.fs
}

// -----

// exec_c4
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{the target 'x' of a mount must be an absolute path}}
  %0 = plan.exec key(%k) ["a"] cwd "/" mounts [#plan.mount<target = "x", output = 0>] : !plan.fs
}

// -----

// exec_c5
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{input 0 of the mount at '/' is not the number of an operand}}
  %0 = plan.exec key(%k) ["a"] cwd "/" mounts [#plan.mount<target = "/", input = 0, output = 0>] : !plan.fs
}

// -----

// exec_c6: out of range.
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{output 1 of the mount at '/' is not the number of a result}}
  %0 = plan.exec key(%k) ["a"] cwd "/" mounts [#plan.mount<target = "/", output = 1>] : !plan.fs
}

// -----

// exec_c6: made by nothing.
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{result 0 must be the output of exactly one mount, got 0}}
  %0 = plan.exec key(%k) ["a"] cwd "/" mounts [#plan.mount<target = "/">] : !plan.fs
}

// -----

// exec_c7
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{must have a result}}
  "plan.exec"(%k) <{args = ["a"], cwd = "/", mounts = [#plan.mount<target = "/">]}> : (!plan.key) -> ()
}

// -----

// file_c1
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  %s = plan.scratch
  // expected-error@+1 {{the body must have an operation}}
  %0 = plan.file key(%k) (%a = %s) {
    plan.yield %a
  } : !plan.fs
}

// -----

// file_c2
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{the body may hold only file operations}}
  %0 = plan.file key(%k) () {
    // expected-note@+1 {{'builtin.unrealized_conversion_cast' is here}}
    %1 = builtin.unrealized_conversion_cast to i32
    %2 = plan.mkdir "/a"
    plan.yield %2
  } : !plan.fs
}

// -----

// file_c3
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  %s = plan.scratch
  // expected-error@+1 {{the arguments of the body must be the operands, one by one}}
  %0 = "plan.file"(%k, %s) ({
    %1 = plan.mkdir "/a"
    plan.yield %1
  }) : (!plan.key, !plan.fs) -> !plan.fs
}

// -----

// file_c4: an argument.
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  %s = plan.scratch
  // expected-error@+1 {{what is yielded must be the result of an operation, each at most once}}
  %0 = plan.file key(%k) (%a = %s) {
    %1 = plan.mkdir "/a"
    plan.yield %a
  } : !plan.fs
}

// -----

// file_c4: twice.
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{what is yielded must be the result of an operation, each at most once}}
  %0:2 = plan.file key(%k) () {
    %1 = plan.mkdir "/a"
    plan.yield %1, %1
  } : !plan.fs, !plan.fs
}

// -----

// file_c5
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{must yield one value per result, got 1 values and 2 results}}
  %0:2 = plan.file key(%k) () {
    %1 = plan.mkdir "/a"
    plan.yield %1
  } : !plan.fs, !plan.fs
}

// -----

// merge_c1
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  %s = plan.scratch
  // expected-error@+1 {{must have at least two inputs}}
  %0 = plan.merge key(%k) (%s)
}

// -----

// owner_c1: user.
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  %s = plan.scratch
  %0 = plan.file key(%k) (%a = %s) {
    // expected-error@+1 {{'user_from' goes with a user that is a name}}
    %1 = plan.mkdir "/a" owner <user = <kind = id, id = 1>> user_from %a : !plan.fs
    plan.yield %1
  } : !plan.fs
}

// -----

// owner_c1: group.
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  %s = plan.scratch
  %0 = plan.file key(%k) (%a = %s) {
    // expected-error@+1 {{'group_from' goes with a group that is a name}}
    %1 = plan.copy from %a : !plan.fs "/" to "/" group_from %a : !plan.fs
    plan.yield %1
  } : !plan.fs
}

// -----

// file_c2: a body without its end.
plan.keys @keys {
  %0 = plan.combine "a" ()
  plan.yield_keys %0
}
plan.steps @steps keys @keys(%k) {
  // expected-error@+1 {{the body must end in plan.yield}}
  %0 = "plan.file"(%k) ({
    %1 = plan.mkdir "/a"
    "test.end"() : () -> ()
  }) : (!plan.key) -> !plan.fs
}

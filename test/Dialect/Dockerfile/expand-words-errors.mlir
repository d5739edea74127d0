// RUN: imgc-opt %s --split-input-file --dockerfile-expand-words --verify-diagnostics

dockerfile.file "modifier" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{failed to process "${A:^x}": unsupported modifier (:^) in substitution}}
    %0 = dockerfile.workdir %base "${A:^x}" code "WORKDIR"
    dockerfile.end %0
  }
}

// -----

dockerfile.file "unset" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{A: must be set}}
    %0 = dockerfile.user %base "${A?must be set}" code "USER"
    dockerfile.end %0
  }
}

// -----

// Tests that a default is not looked at when a build argument holds.

dockerfile.file "unneeded" build_args ["A=1"] target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    %0 = dockerfile.arg %base [#dockerfile.arg<"A", "${B?no}">] code "ARG"
    // expected-error@+1 {{B: no}}
    %1 = dockerfile.arg %0 [#dockerfile.arg<"C", "${B?no}">] code "ARG"
    dockerfile.end %1
  }
}

// -----

dockerfile.file "mount" target_stage @s {
  dockerfile.stage @s from "scratch" index 0 code "FROM scratch" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    // expected-error@+1 {{unsupported mount type "nosuch"}}
    %0 = dockerfile.run %base shell ["x"] mounts [#dockerfile.mount<"type=nosuch,target=/x">] code "RUN"
    dockerfile.end %0
  }
}

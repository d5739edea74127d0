// RUN: imgc-opt %s --dockerfile-eliminate-dead-stages | FileCheck %s

// Tests that what the target reaches by base, COPY and mount stays, and that a
// file which is not linked is left alone.

// CHECK-LABEL: dockerfile.file "linked"
// CHECK: @base
// CHECK-NOT: @dead
// CHECK: @copied
// CHECK: @mounted
// CHECK: @target
// CHECK-LABEL: dockerfile.file "unlinked"
// CHECK: @kept
dockerfile.file "linked" target_stage @target {
  dockerfile.stage @base from "scratch" index 0 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @dead from "base" index 1 code "F" base #dockerfile.stage_base<@base> {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @copied from "scratch" index 2 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @mounted from "scratch" index 3 code "F" base #dockerfile.scratch {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
  dockerfile.stage @target from "base" index 4 code "F" base #dockerfile.stage_base<@base> {
  ^bb0(%base: !dockerfile.state):
    %copy = dockerfile.copy %base ["a"] to "/" from "copied" from_stage @copied code "C"
    %run = dockerfile.run %copy ["a"] mounts [#dockerfile.mount<"from=mounted", from = "mounted">] mount_stages [@mounted] code "R"
    dockerfile.end %run
  }
}
dockerfile.file "unlinked" {
  dockerfile.stage @kept from "scratch" index 0 code "F" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

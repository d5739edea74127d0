// RUN: imgc-opt %s --split-input-file --canonicalize | FileCheck %s

// CHECK-LABEL: module @merge_of_one
// CHECK: %[[A:.+]] = llb.local "a"
// CHECK-NEXT: llb.output "o" %[[A]]
module @merge_of_one {
  %a = llb.local "a"
  %m = llb.merge %a
  llb.output "o" %m
}

// -----

// CHECK-LABEL: module @merge_of_scratch
// CHECK: %[[S:.+]] = llb.scratch
// CHECK: llb.output "o" %[[S]]
module @merge_of_scratch {
  %s = llb.scratch
  %m = llb.merge %s, %s
  llb.output "o" %m
}

// -----

// Tests that scratch and diff(x, x) are dropped where x is an input itself.
// CHECK-LABEL: module @merge_drops
// CHECK: llb.merge %a, %b
module @merge_drops {
  %a = llb.local "a"
  %b = llb.local "b"
  %s = llb.scratch
  %d = llb.diff lower %a upper %a
  %m = llb.merge %a, %s, %d, %b
  llb.output "o" %m
}

// -----

// Tests that a step which may fail is not dropped with diff(x, x).
// CHECK-LABEL: module @dont_drop_step
// CHECK: llb.merge %a, %diff
module @dont_drop_step {
  %a = llb.local "a"
  %x = llb.exec ["x"] cwd "/" mounts [#llb.mount<dest = "/", output = 0>]
  %d = llb.diff lower %x upper %x
  %m = llb.merge %a, %d
  llb.output "o" %m
}

// -----

// CHECK-LABEL: module @diff_of_scratch
// CHECK: llb.output "o" %a
module @diff_of_scratch {
  %a = llb.local "a"
  %d = llb.diff upper %a
  llb.output "o" %d
}

// -----

// Tests that metadata that asks for something keeps a vertex.
// CHECK-LABEL: module @dont_fold_pinned
// CHECK: llb.merge %a metadata
// CHECK: llb.diff upper
module @dont_fold_pinned {
  %a = llb.local "a"
  %m = llb.merge %a metadata <ignoreCache = true>
  %d = llb.diff upper %m metadata <exportCache = true>
  llb.output "o" %d
}

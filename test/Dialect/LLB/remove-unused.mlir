// RUN: imgc-opt %s --split-input-file --llb-remove-unused | FileCheck %s

// CHECK-LABEL: module @used
// CHECK-NOT: "unused"
// CHECK: llb.local "layer"
// CHECK: llb.local "result"
module @used {
  %s = llb.scratch
  %u = llb.local "unused"
  %v = llb.merge %u, %s
  %l = llb.local "layer"
  %r = llb.local "result"
  llb.output "o" %r layers [%l]
}

// -----

// Tests that whole_module keeps everything.
// CHECK-LABEL: module @whole
// CHECK: llb.local "unused"
module @whole {
  %u = llb.local "unused"
  %r = llb.local "result"
  llb.output "o" %r whole_module
}

// -----

// Tests that the context of which a Dockerfile is part stays.
// CHECK-LABEL: module @context
// CHECK-NEXT: llb.source_file "Dockerfile" from %[[CONTEXT:.+]]
// CHECK-NEXT: %[[CONTEXT]] = llb.git "host/r.git"
module @context {
  llb.source_file "Dockerfile" from %context
  %context = llb.git "host/r.git"
  %r = llb.local "result"
  llb.output "o" %r
}

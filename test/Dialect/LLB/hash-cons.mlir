// RUN: imgc-opt %s --split-input-file --llb-hash-cons | FileCheck %s

// Tests that equal vertices become one, bottom up, and that ignore_cache stays.
// CHECK-LABEL: module @chain
// CHECK: %[[A:.+]] = llb.local "a" metadata <ignoreCache = true, description = {n = "first"}>
// CHECK-NEXT: %[[F:.+]] = llb.file{{ ?}}(%[[IN:.+]] = %[[A]]) {
// CHECK-NEXT: llb.mkdir on %[[IN]] "/x"
// CHECK-NEXT: llb.yield
// CHECK-NEXT: }
// CHECK-NEXT: llb.output "one" %[[F]]
// CHECK-NEXT: llb.output "two" %[[F]] layers[%[[A]]]
module @chain {
  %a = llb.local "a" metadata <description = {n = "first"}>
  %b = llb.local "a" metadata <ignoreCache = true, description = {n = "second"}>
  %f = llb.file(%in = %a) {
    %0 = llb.mkdir on %in "/x"
    llb.yield %0
  }
  %g = llb.file(%in = %b) {
    %0 = llb.mkdir on %in "/x"
    llb.yield %0
  }
  llb.output "one" %f
  llb.output "two" %g layers [%b]
}

// -----

// Tests that inputs which become the same value are listed once.
// CHECK-LABEL: module @inputs
// CHECK: %[[A:.+]] = llb.local "a"
// CHECK: llb.exec ["x"] cwd "/" inputs(%[[A]]) mounts [#llb.mount<dest = "/", input = 0, output = 0>, #llb.mount<dest = "/b", input = 0>]
// CHECK: llb.file{{ ?}}(%[[IN:.+]] = %[[A]]) {
// CHECK-NEXT: llb.copy from %[[IN]] "/" on %[[IN]] to "/"
module @inputs {
  %a = llb.local "a"
  %b = llb.local "a"
  %x = llb.exec ["x"] cwd "/" inputs(%a, %b) mounts [#llb.mount<dest = "/", input = 0, output = 0>, #llb.mount<dest = "/b", input = 1>]
  %f = llb.file(%d = %a, %s = %b) {
    %0 = llb.copy from %s "/" on %d to "/"
    llb.yield %0
  }
  llb.output "x" %x
  llb.output "f" %f
}

// -----

// Tests that regions and platforms tell vertices apart.
// CHECK-LABEL: module @different
// CHECK-COUNT-2: llb.image "i"
// CHECK-COUNT-2: llb.file
module @different {
  %a = llb.image "i" platform <os = "linux", architecture = "amd64">
  %b = llb.image "i" platform <os = "linux", architecture = "arm64">
  %f = llb.file() {
    %0 = llb.mkdir "/x"
    llb.yield %0
  }
  %g = llb.file() {
    %0 = llb.mkdir "/y"
    llb.yield %0
  }
  %m = llb.merge %a, %b, %f, %g
  llb.output "m" %m
}

// -----

// Tests that the context of a Dockerfile may be one of several equal vertices.
// CHECK-LABEL: module @context
// CHECK-NEXT: llb.source_file "Dockerfile" from %[[ONE:.+]]
// CHECK-NEXT: %[[ONE]] = llb.git "host/r.git"
// CHECK-NOT: llb.git
module @context {
  llb.source_file "Dockerfile" from %b
  %a = llb.git "host/r.git"
  %b = llb.git "host/r.git"
  llb.output "app" %a
}

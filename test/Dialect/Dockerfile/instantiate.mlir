// RUN: imgc-opt %s --pass-pipeline='builtin.module(dockerfile-instantiate{target=a,b platform=linux/amd64,linux/arm64 build-arg=Z=1,A=2,Z=3})' | FileCheck %s
// RUN: imgc-opt %s --pass-pipeline='builtin.module(dockerfile-instantiate)' | FileCheck %s --check-prefix=PLAIN

// Tests that there is one file for each target and platform, with sorted build
// arguments of which the last of a name wins.

// CHECK: dockerfile.file "Dockerfile" target "a" platform <"linux", "amd64"> build_platform <"linux", "amd64"> build_args ["A=2", "Z=3"]
// CHECK: dockerfile.stage @a
// CHECK: dockerfile.file "Dockerfile" target "a" platform <"linux", "arm64">
// CHECK: dockerfile.file "Dockerfile" target "b" platform <"linux", "amd64">
// CHECK: dockerfile.file "Dockerfile" target "b" platform <"linux", "arm64">
// CHECK-NOT: dockerfile.file

// PLAIN: dockerfile.file "Dockerfile" platform <"linux", "amd64"> build_platform <"linux", "amd64"> implicit_platform build_args []
// PLAIN-NOT: dockerfile.file
dockerfile.file "Dockerfile" {
  dockerfile.stage @a from "scratch" as "a" index 0 code "FROM scratch AS a" {
  ^bb0(%base: !dockerfile.state):
    dockerfile.end %base
  }
}

// RUN: imgc-opt %s --pass-pipeline='builtin.module(dockerfile-to-llb-pipeline{platform=linux/amd64},llb-optimize-pipeline,llb-to-plan-pipeline{host-platform=linux/amd64})' | FileCheck %s
// RUN: imgc-opt %s --pass-pipeline='builtin.module(dockerfile-to-llb-pipeline{platform=linux/amd64,linux/386},llb-optimize-pipeline{level=Os},llb-to-plan-pipeline{host-platform=linux/amd64})' | FileCheck %s --check-prefix=TWO

// Tests the way from a Dockerfile to a plan; what two platforms share is one
// step.

// CHECK: plan.source_file "Dockerfile"
// CHECK: %[[K:.*]] = plan.constant
// CHECK: plan.yield_keys %[[K]]
// CHECK: %[[F:.*]] = plan.file key(%key) () {
// CHECK: plan.mkdir "/src" mode 493 parents
// CHECK: name "[1/1] WORKDIR /src"
// CHECK: plan.output "linux/amd64" %[[F]] layers[%[[F]]]

// TWO: plan.file key(%key)
// TWO-NOT: plan.file
// TWO: plan.output "linux/amd64"
// TWO-NOT: plan.file
// TWO: plan.output "linux/386"
dockerfile.file "Dockerfile" {
  dockerfile.stage @one from "scratch" index 0 code "FROM scratch" {
  ^bb0(%base: !dockerfile.state):
    %w = dockerfile.workdir %base "/src" code "WORKDIR /src"
    dockerfile.end %w
  }
}

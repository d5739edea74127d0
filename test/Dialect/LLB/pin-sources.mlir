// RUN: imgc-opt %s --split-input-file --llb-pin-sources=resolve-from=%S/Inputs/images.json --verify-diagnostics | FileCheck %s

// A tag gets its digest; a default tag is added; what has a digest stays, and so do other sources.
// CHECK: llb.image "docker.io/library/base:1@sha256:1111111111111111111111111111111111111111111111111111111111111111" platform
// CHECK: llb.image "docker.io/library/base:1@sha256:2222222222222222222222222222222222222222222222222222222222222222" platform
// CHECK: llb.image "docker.io/library/plain:latest@sha256:4444444444444444444444444444444444444444444444444444444444444444"
// CHECK: llb.image "docker.io/library/other@sha256:3333333333333333333333333333333333333333333333333333333333333333"
// CHECK: llb.local "context"
%0 = llb.image "docker.io/library/base:1" platform <os = "linux", architecture = "amd64">
%1 = llb.image "base:1" platform <os = "linux", architecture = "arm64">
%2 = llb.image "docker.io/library/plain" platform <os = "linux", architecture = "amd64">
%3 = llb.image "docker.io/library/other@sha256:3333333333333333333333333333333333333333333333333333333333333333"
%4 = llb.local "context"
llb.output "x" %0

// -----

// expected-error@+1 {{docker.io/library/missing:1: not found}}
%0 = llb.image "docker.io/library/missing:1"
llb.output "x" %0

// -----

// expected-error@+1 {{image 'docker.io/library/base:1' is 'sha256:1111111111111111111111111111111111111111111111111111111111111111' now, but its checksum is 'sha256:5555555555555555555555555555555555555555555555555555555555555555'}}
%0 = llb.image "docker.io/library/base:1" with {image.checksum = "sha256:5555555555555555555555555555555555555555555555555555555555555555"} platform <os = "linux", architecture = "amd64">
llb.output "x" %0

// -----

// expected-error@+1 {{image 'UPPER': invalid reference format: repository name (library/UPPER) must be lowercase}}
%0 = llb.image "UPPER"
llb.output "x" %0

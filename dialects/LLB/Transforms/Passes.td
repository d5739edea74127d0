//===- Passes.td - Passes of the llb dialect ---------------*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_TRANSFORMS_PASSES_TD
#define IMGC_DIALECTS_LLB_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def HashConsPass : Pass<"llb-hash-cons", "::mlir::ModuleOp"> {
  let summary = "make equal vertices one vertex";
  let description = [{
    Two vertices are equal when their digests are: the SHA-256 of their protobuf
    with the digests of their inputs in it. The first in the module stays, with
    its metadata and key; if any of them has `ignoreCache`, it gets it. Operands
    of execs and file ops that become the same value become one operand.

    Linear in the size of the module. MLIR's CSE must not be used on llb: its
    hash ignores regions, so that it is quadratic on a fan-out, and it knows
    nothing of metadata. Running the pass twice changes nothing.

    Fails where the graph has a cycle.

    ```mlir
    // imgc-opt --llb-hash-cons
    %src = llb.local "context"
    %a = llb.file(%in = %src) {
      %0 = llb.mkdir on %in "/a"
      llb.yield %0
    }
    %b = llb.file(%in = %src) {
      %0 = llb.mkdir on %in "/a"
      llb.yield %0
    }
    %all = llb.merge %a, %b
    llb.output "all" %all
    ```

    becomes

    ```mlir
    %src = llb.local "context"
    %a = llb.file(%in = %src) {
      %0 = llb.mkdir on %in "/a"
      llb.yield %0
    }
    %all = llb.merge %a, %a
    llb.output "all" %all
    ```
  }];
}

def RemoveUnusedPass : Pass<"llb-remove-unused", "::mlir::ModuleOp"> {
  let summary = "remove vertices that no output needs";
  let description = [{
    LLB is demand-driven: a vertex that no `llb.output` reaches, as its file
    system or as a layer cut point, is never run; a context that a Dockerfile is
    read from stays for that. An output with `whole_module`
    keeps everything. Linear in the size of the module.

    ```mlir
    // imgc-opt --llb-remove-unused
    %src = llb.local "context"
    %tests = llb.exec ["make", "test"] cwd "/" inputs(%src) mounts [#llb.mount<dest = "/", input = 0, output = 0>]
    llb.output "src" %src
    ```

    becomes

    ```mlir
    %src = llb.local "context"
    llb.output "src" %src
    ```
  }];
}

def SimplifyPass : Pass<"llb-simplify", "::mlir::ModuleOp"> {
  let summary = "fold merges and differences";
  let description = [{
    Runs MLIR's canonicalizer, whose only patterns for llb are those of
    `llb.merge` and `llb.diff`, and `llb-hash-cons` after it. Does nothing in a
    module that has neither op.

    ```mlir
    // imgc-opt --llb-simplify
    %none = llb.scratch
    %a = llb.local "a"
    %b = llb.local "b"
    %inner = llb.merge %a, %none
    %all = llb.merge %inner, %b
    llb.output "all" %all
    ```

    becomes

    ```mlir
    %a = llb.local "a"
    %b = llb.local "b"
    %all = llb.merge %a, %b
    llb.output "all" %all
    ```
  }];
}

def PinSourcesPass : Pass<"llb-pin-sources", "::mlir::ModuleOp"> {
  let summary = "turn the tags of images into digests";
  let description = [{
    A graph made by another tool may name images by tag. The runtime resolves
    none, so each is resolved here, once for its name and platform, and the
    digest is added to the reference. `image.resolvemode` says whom to ask;
    `image.checksum` must agree.

    ```mlir
    // imgc-opt --llb-pin-sources=resolve-from=images.json
    %base = llb.image "alpine:3" platform <os = "linux", architecture = "amd64">
    llb.output "base" %base
    ```

    becomes, where `images.json` says so,

    ```mlir
    %base = llb.image "docker.io/library/alpine:3@sha256:a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3"
        platform <os = "linux", architecture = "amd64">
    llb.output "base" %base
    ```
  }];
  let options = [
    Option<"resolveFrom", "resolve-from", "std::string", /*default=*/"",
           "JSON file with the images that exist">,
    Option<"forcePull", "pull", "bool", /*default=*/"false",
           "ask the registry for every image">];
}

#endif // IMGC_DIALECTS_LLB_TRANSFORMS_PASSES_TD

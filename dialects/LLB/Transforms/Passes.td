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
  }];
}

def RemoveUnusedPass : Pass<"llb-remove-unused", "::mlir::ModuleOp"> {
  let summary = "remove vertices that no output needs";
  let description = [{
    LLB is demand-driven: a vertex that no `llb.output` reaches, as its file
    system or as a layer cut point, is never run. An output with `whole_module`
    keeps everything. Linear in the size of the module.
  }];
}

def SimplifyPass : Pass<"llb-simplify", "::mlir::ModuleOp"> {
  let summary = "fold merges and differences";
  let description = [{
    Runs MLIR's canonicalizer, whose only patterns for llb are those of
    `llb.merge` and `llb.diff`, and `llb-hash-cons` after it. Does nothing in a
    module that has neither op.
  }];
}

def PinSourcesPass : Pass<"llb-pin-sources", "::mlir::ModuleOp"> {
  let summary = "turn the tags of images into digests";
  let description = [{
    A graph made by another tool may name images by tag. The runtime resolves
    none, so each is resolved here, once for its name and platform, and the
    digest is added to the reference. `image.resolvemode` says whom to ask;
    `image.checksum` must agree.
  }];
  let options = [
    Option<"resolveFrom", "resolve-from", "std::string", /*default=*/"",
           "JSON file with the images that exist">,
    Option<"forcePull", "pull", "bool", /*default=*/"false",
           "ask the registry for every image">];
}

#endif // IMGC_DIALECTS_LLB_TRANSFORMS_PASSES_TD

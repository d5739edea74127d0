//===- Passes.td - Passes of the plan dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_PLAN_TRANSFORMS_PASSES_TD
#define IMGC_DIALECTS_PLAN_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def HoistKeysPass : Pass<"plan-hoist-keys", "::mlir::ModuleOp"> {
  let summary = "Move every key that needs no work to @keys";
  let description = [{
    Cache-key hoisting. Ops in `plan.steps` that make keys from constants,
    contexts and other such keys move to the `plan.keys` that the steps name;
    each key that a step uses is yielded there once and becomes a block argument
    of `plan.steps`. Afterwards the runtime can decide what is in the cache
    before it enters `plan.steps`.

    A key that depends on the result of a step stays where it is.
  }];
}

def FoldKeysPass : Pass<"plan-fold-keys", "::mlir::ModuleOp"> {
  let summary = "Fold static keys to one digest and equal keys to one key";
  let description = [{
    In each `plan.keys`: a `plan.combine` whose inputs are all constant becomes
    a `plan.constant`; keys that are equal by construction become one; keys that
    nothing uses are removed. What is left depends on contexts. One walk; no key
    changes its value.
  }];
}

def VerifyHoistedPass : Pass<"plan-verify-hoisted", "::mlir::ModuleOp"> {
  let summary = "Check the exit invariant of the plan phase";
  let description = [{
    Fails if `plan.steps` holds an op that makes a key or a step's key is not a
    block argument of it.
  }];
}

#endif // IMGC_DIALECTS_PLAN_TRANSFORMS_PASSES_TD

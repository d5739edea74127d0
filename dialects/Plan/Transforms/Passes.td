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

    ```mlir
    // imgc-opt --plan-hoist-keys
    plan.context @context id "context"
    plan.keys @keys {
      plan.yield_keys
    }
    plan.steps @steps keys @keys() {
      %key = plan.select @context
      %files = plan.local key(%key) @context
      plan.output "" %files
    }
    ```

    becomes

    ```mlir
    plan.context @context id "context"
    plan.keys @keys {
      %key = plan.select @context
      plan.yield_keys %key
    }
    plan.steps @steps keys @keys(%k0) {
      %files = plan.local key(%k0) @context
      plan.output "" %files
    }
    ```
  }];
}

def FoldKeysPass : Pass<"plan-fold-keys", "::mlir::ModuleOp"> {
  let summary = "Fold static keys to one digest and equal keys to one key";
  let description = [{
    In each `plan.keys`: a `plan.combine` whose inputs are all constant becomes
    a `plan.constant`; keys that are equal by construction become one; keys that
    nothing uses are removed. What is left depends on contexts. One walk; no key
    changes its value.

    ```mlir
    // imgc-opt --plan-fold-keys
    plan.context @context id "context"
    plan.keys @keys {
      %0 = plan.constant "b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1"
      %1 = plan.combine "exec.v1" (%0)
      %2 = plan.combine "exec.v1" (%0)
      %3 = plan.select @context sources ["/src"]
      %4 = plan.combine "file.v1" (%2, %3)
      plan.yield_keys %1, %4
    }
    ```

    becomes

    ```mlir
    plan.context @context id "context"
    plan.keys @keys {
      %0 = plan.constant "914b667227c4b58934f935e85db3540612f178907ab1f1e873c1f9de26deee60"
      %1 = plan.select @context sources ["/src"]
      %2 = plan.combine "file.v1" (%0, %1)
      plan.yield_keys %0, %2
    }
    ```
  }];
}

def VerifyHoistedPass : Pass<"plan-verify-hoisted", "::mlir::ModuleOp"> {
  let summary = "Check the exit invariant of the plan phase";
  let description = [{
    Fails if `plan.steps` holds an op that makes a key or a step's key is not a
    block argument of it.

    ```mlir
    // imgc-opt --plan-verify-hoisted
    plan.context @context id "context"
    plan.keys @keys {
      plan.yield_keys
    }
    plan.steps @steps keys @keys() {
      // expected-error @below {{a key is still computed among the steps}}
      %key = plan.select @context
      // expected-error @below {{the key of the step is not one of plan.keys}}
      %files = plan.local key(%key) @context
      plan.output "" %files
    }
    ```
  }];
}

#endif // IMGC_DIALECTS_PLAN_TRANSFORMS_PASSES_TD

//===- PlanDialect.td - How an image will be built -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Include DAG of the .td files: Dialect <- Types, Attrs; Interfaces <- Ops.

#ifndef IMGC_DIALECTS_PLAN_IR_PLANDIALECT_TD
#define IMGC_DIALECTS_PLAN_IR_PLANDIALECT_TD

include "mlir/IR/OpBase.td"

def Plan_Dialect : Dialect {
  let name = "plan";
  let cppNamespace = "::imgc::plan";
  let summary = "how an image will be built: cache keys and steps";
  let description = [{
    `plan` is the last level before the runtime. It has the shape of the plan
    file (`include/imgc/PlanFormat/plan.proto`), every field of which has a place
    here; writer and reader are in `lib/Target/PlanFile`.

        llb  -- convert-llb-to-plan -->  plan  -- writer -->  plan file  -->  runtime

    **Shape.** A module holds source files, contexts (symbols that ops refer to by
    name) and two regions:

    - `plan.keys` has what can be known without doing a step's work: digests of
      static parts, of what steps select from contexts, and their combinations.
      Its verifier admits only pure ops that make keys. It ends in a
      `plan.yield_keys` of the keys that steps are found by.
    - `plan.steps` has what is done when a key is not in the cache. Its block
      arguments are the keys that `plan.keys` yields, in order, so that the key
      of a step is an ordinary operand.

    ```mlir
    plan.context @context id "context"
    plan.keys @keys {
      %0 = plan.constant "b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1e3a5c7d9b0f1"
      %1 = plan.select @context sources ["/src"]
      %2 = plan.combine "file.v1" (%0, %1)
      plan.yield_keys %0, %2
    }
    plan.steps @steps keys @keys(%k0, %k1) {
      %base = plan.image key(%k0) "docker.io/library/alpine:3" digest
        "sha256:0000000000000000000000000000000000000000000000000000000000000000"
      %view = plan.view @context
      %file = plan.file key(%k1) (%dst = %base, %src = %view : !plan.view) {
        %c = plan.copy from %src : !plan.view "/src" on %dst to "/src"
        plan.yield %c
      } : !plan.fs
      plan.output "" %file layers [%base, %file] config "{}"
    }
    ```

    **Phases.** `convert-llb-to-plan` leaves the keys inline in `plan.steps`,
    beside their users. `plan-hoist-keys` moves them to `plan.keys`;
    `plan-fold-keys` folds what is static to one digest and makes equal keys one.

    **Exit invariant** (`plan-verify-hoisted`): `plan.steps` holds no op that
    makes a key, and every key that a step names is a block argument. A plan that
    is found in the cache as a whole is then decided by `plan.keys` alone.

    **Locations.** The source ranges of a step are the `FileLineColRange`s in its
    MLIR location whose file is a `plan.source_file` of the module.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = [{
    /// Version written into bytecode; raised when the textual or binary form
    /// of an op or attribute changes.
    static constexpr uint64_t kVersion = 1;
    void registerAttributes();
    void registerTypes();
  }];
}

#endif // IMGC_DIALECTS_PLAN_IR_PLANDIALECT_TD

//===- LLBToPlan.td - From llb to plan -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_CONVERSION_LLBTOPLAN_TD
#define IMGC_CONVERSION_LLBTOPLAN_TD

include "mlir/Pass/PassBase.td"

def ConvertLLBToPlanPass : Pass<"convert-llb-to-plan", "::mlir::ModuleOp"> {
  let summary = "Lower a build graph to the steps that make it";
  let description = [{
    Starts from the `llb.output`s and lowers what they need, inputs before
    users; vertices that nothing needs are dropped. Every step gets a definition
    key: the hash of its static part (all fields that its result may depend on)
    with the keys of its inputs and of what it selects from contexts. Keys are
    left inline; `plan-hoist-keys` moves them.

    A local source becomes a `plan.context`. Copies read it in place; a vertex
    that uses all of it (a mount, the file system that a file vertex starts from)
    gets a `plan.local` step. The digest of a carried definition key (`key` of a
    vertex) stands for the static part and all static inputs.

    What the runtime cannot do stops here with one error at its position, which
    says what "cannot be run yet".

    ```mlir
    // imgc-opt --convert-llb-to-plan=host-platform=linux/amd64
    %context = llb.local "context" with {local.followpaths = "[\22src\22]"}
    %file = llb.file(%in = %context) {
      %0 = llb.copy from %in "/src" to "/src" contents parents
      llb.yield %0
    } metadata <description = {llb.customname = "[1/1] COPY src /src"}>
    llb.output "app" %file config "{}" layers [%file]
    ```

    becomes

    ```mlir
    plan.context @context id "context" follow ["src"]
    plan.keys @keys {
      plan.yield_keys
    }
    plan.steps @steps keys @keys() {
      %view = plan.view @context
      %selected = plan.select @context sources ["/src"] contents
      %key = plan.combine "file.v1" static "50c4e00a605460e102794f4174814202a7ba152aff17ca7c17f9d21575ba2e3d" (%selected)
      %file = plan.file key(%key) (%in = %view : !plan.view) {
        %0 = plan.copy from %in : !plan.view "/src" to "/src" contents parents
        plan.yield %0
      } version 1 name "[1/1] COPY src /src" components [#plan.component<name = "copy", value = "/src -> /src">] : !plan.fs
      plan.output "app" %file layers [%file] platform <os = "linux", architecture = "amd64"> config "{}"
    }
    ```
  }];
  let dependentDialects = ["::imgc::plan::PlanDialect"];
  let options = [
    Option<"hostPlatform", "host-platform", "std::string", /*default=*/"",
           "Platform of the machine that runs the plan; default: this machine">,
    Option<"sourceDateEpoch", "source-date-epoch", "int64_t", /*default=*/"-1",
           "Seconds since the epoch for times in outputs; -1: the time of the run">,
    Option<"mergeAndDiff", "merge-and-diff", "bool", /*default=*/"false",
           "Lower llb.merge and llb.diff, for a runtime that can do them">,
  ];
}

#endif // IMGC_CONVERSION_LLBTOPLAN_TD

//===- PlanTypes.td - Types of the plan dialect -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_PLAN_IR_PLANTYPES_TD
#define IMGC_DIALECTS_PLAN_IR_PLANTYPES_TD

include "dialects/Plan/IR/PlanDialect.td"
include "mlir/IR/AttrTypeBase.td"

class Plan_Type<string name, string typeMnemonic> : TypeDef<Plan_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def Plan_KeyType : Plan_Type<"Key", "key"> {
  let summary = "a cache key";
  let description = [{
    256 bits; what a step's record is found by.

    ```mlir
    !plan.key
    ```
  }];
}

def Plan_FSType : Plan_Type<"FS", "fs"> {
  let summary = "a file system that a step made";
  let description = [{
    An immutable tree together with the ordered layers it is made of.

    ```mlir
    !plan.fs
    ```
  }];
}

def Plan_ViewType : Plan_Type<"View", "view"> {
  let summary = "a context, read in place";
  let description = [{
    The directory of a `plan.context` seen through its filters. Only file steps
    can read one; nothing is copied for it.

    ```mlir
    !plan.view
    ```
  }];
}

def Plan_FSOrView : AnyTypeOf<[Plan_FSType, Plan_ViewType]>;

#endif // IMGC_DIALECTS_PLAN_IR_PLANTYPES_TD

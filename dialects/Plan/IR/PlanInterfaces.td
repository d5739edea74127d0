//===- PlanInterfaces.td - Interfaces of plan ops -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_PLAN_IR_PLANINTERFACES_TD
#define IMGC_DIALECTS_PLAN_IR_PLANINTERFACES_TD

include "mlir/IR/OpBase.td"

def PlanStepOpInterface : OpInterface<"PlanStepOpInterface"> {
  let cppNamespace = "::imgc::plan";
  let description = "A step: an op that becomes one `Step` of the plan file.";
  let methods = [
    InterfaceMethod<"The definition key.", "::mlir::Value", "getKey">,
    InterfaceMethod<"Platform, or null.", "::imgc::plan::PlatformAttr", "getPlatformAttr">,
    InterfaceMethod<"Version of the meaning of this kind of step.", "uint32_t",
      "getSemanticsVersion">,
    InterfaceMethod<"As shown to the user, or null.", "::mlir::StringAttr", "getTitleAttr">,
    InterfaceMethod<"Whether the step is never looked up.", "bool", "getIgnoreCache">,
    InterfaceMethod<"What the key was made of, or null.", "::mlir::ArrayAttr",
      "getComponentsAttr">,
  ];
}

def PlanFileOperationInterface : OpInterface<"PlanFileOperationInterface"> {
  let cppNamespace = "::imgc::plan";
  let description = "An operation of `plan.file` (`FileOperation`).";
  let methods = [
    InterfaceMethod<"What it changes; null for scratch.", "::mlir::Value", "getBase">,
    InterfaceMethod<"What it copies from; null for scratch or nothing.", "::mlir::Value",
      "getSource", (ins), "", [{ return {}; }]>,
  ];
}

#endif // IMGC_DIALECTS_PLAN_IR_PLANINTERFACES_TD

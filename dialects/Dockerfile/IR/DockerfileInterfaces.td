//===- DockerfileInterfaces.td - Interface of instructions --*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEINTERFACES_TD
#define IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEINTERFACES_TD

include "mlir/IR/OpBase.td"

def Dockerfile_InstructionOpInterface : OpInterface<"InstructionOpInterface"> {
  let cppNamespace = "::imgc::dockerfile";
  let description = "What every instruction of a stage has.";
  let methods = [
    InterfaceMethod<"The state before the instruction.",
      "::mlir::TypedValue<::imgc::dockerfile::StateType>", "getState">,
    InterfaceMethod<"The logical line without surrounding blanks (BuildKit's String()).",
      "::llvm::StringRef", "getCode">,
    InterfaceMethod<"Text of the comments that stand before it; null when there are none.",
      "::mlir::ArrayAttr", "getCommentsAttr">,
    InterfaceMethod<"The instruction is a trigger of the stage's base.", "bool", "getOnbuild">
  ];
}

#endif // IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEINTERFACES_TD

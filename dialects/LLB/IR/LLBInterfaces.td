//===- LLBInterfaces.td - Interfaces of llb ops -*- tablegen -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_IR_LLBINTERFACES_TD
#define IMGC_DIALECTS_LLB_IR_LLBINTERFACES_TD

include "mlir/IR/OpBase.td"

def LLBVertexOpInterface : OpInterface<"LLBVertexOpInterface"> {
  let cppNamespace = "::imgc::llb";
  let description = [{
    A vertex of the build graph: an op that becomes one `Op` of the protobuf.
    Its operands are the inputs, its results the outputs.
  }];
  let methods = [
    InterfaceMethod<"Inputs in protobuf order; scratch values stand for -1.",
      "::mlir::OperandRange", "getVertexInputs", (ins), "",
      [{ return $_op->getOperands(); }]>,
    InterfaceMethod<"Number of outputs.", "unsigned", "getNumOutputs", (ins), "",
      [{ return $_op->getNumResults(); }]>,
    InterfaceMethod<"Metadata, or null.", "::imgc::llb::MetadataAttr", "getMetadataAttr">,
    InterfaceMethod<"Replaces the metadata.", "void", "setMetadataAttr",
      (ins "::imgc::llb::MetadataAttr":$attr)>,
    InterfaceMethod<"Platform, or null.", "::imgc::llb::PlatformAttr", "getPlatformAttr">,
    InterfaceMethod<"Worker filters (WorkerConstraints), or null for none.",
      "::mlir::ArrayAttr", "getConstraintsAttr">,
    InterfaceMethod<"Definition key, or null.", "::mlir::StringAttr", "getKeyAttr">,
    InterfaceMethod<"Replaces the definition key.", "void", "setKeyAttr",
      (ins "::mlir::StringAttr":$attr)>,
    InterfaceMethod<"Imported bytes of the op, or null.", "::imgc::llb::RawAttr", "getRawAttr">,
    InterfaceMethod<"Replaces the imported bytes.", "void", "setRawAttr",
      (ins "::imgc::llb::RawAttr":$attr)>,
    InterfaceMethod<"Imported source locations, or null.", "::imgc::llb::RawAttr",
      "getRawLocationsAttr">,
    InterfaceMethod<"Replaces the imported source locations.", "void", "setRawLocationsAttr",
      (ins "::imgc::llb::RawAttr":$attr)>,
  ];
}

def LLBSourceOpInterface : OpInterface<"LLBSourceOpInterface"> {
  let cppNamespace = "::imgc::llb";
  let description = [{
    A vertex that brings files into the build (`SourceOp`).
  }];
  let methods = [
    InterfaceMethod<"The identifier with its scheme.", "std::string", "getFullIdentifier">,
    InterfaceMethod<"The attributes, all strings; null for none.",
      "::mlir::DictionaryAttr", "getOptionsAttr">,
  ];
}

def LLBFileActionOpInterface : OpInterface<"LLBFileActionOpInterface"> {
  let cppNamespace = "::imgc::llb";
  let description = [{
    An action of `llb.file` (`FileAction`).
  }];
  let methods = [
    InterfaceMethod<"What the action changes; null for scratch.", "::mlir::Value", "getBase">,
    InterfaceMethod<"The secondary input (what a copy reads); null for scratch.",
      "::mlir::Value", "getSecondary">,
  ];
}

def LLBEffectOpInterface : OpInterface<"LLBEffectOpInterface"> {
  let cppNamespace = "::imgc::llb";
  let description = [{
    What running the vertex may touch besides its inputs. These are not MLIR's
    side effects: to MLIR every vertex is pure.
  }];
  let methods = [
    InterfaceMethod<"The set of what may be touched.", "::imgc::llb::Effects", "getStepEffects">,
  ];
}

#endif // IMGC_DIALECTS_LLB_IR_LLBINTERFACES_TD

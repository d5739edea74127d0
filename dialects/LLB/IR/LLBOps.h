//===- LLBOps.h - Operations of the llb dialect --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ops have many optional attributes. The convenient way to make one is through
// its properties, of which only those that matter are set:
//
//   ExecOp::Properties properties;
//   properties.setArgs(builder.getStrArrayAttr({"make"}));
//   ...
//   ExecOp::create(builder, loc, resultTypes, inputs, properties);
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_IR_LLBOPS_H
#define IMGC_DIALECTS_LLB_IR_LLBOPS_H

#include "dialects/LLB/IR/LLBAttrs.h"
#include "dialects/LLB/IR/LLBDialect.h"
#include "dialects/LLB/IR/LLBInterfaces.h"
#include "dialects/LLB/IR/LLBTypes.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace imgc::llb {

class YieldOp;

/// Whether `value` is the empty file system: null or the result of llb.scratch.
bool isScratch(::mlir::Value value);

namespace detail {
::mlir::LogicalResult verifySource(::mlir::Operation *op, ::llvm::StringRef identifier,
                                   ::mlir::DictionaryAttr options);
::mlir::LogicalResult verifyOwner(::mlir::Operation *op, OwnerAttr owner, ::mlir::Value userFrom,
                                  ::mlir::Value groupFrom);
Effects getSourceEffects(::llvm::StringRef scheme, ::mlir::DictionaryAttr options);
} // namespace detail

} // namespace imgc::llb

#define GET_OP_CLASSES
#include "dialects/LLB/IR/LLBOps.h.inc"

#endif // IMGC_DIALECTS_LLB_IR_LLBOPS_H

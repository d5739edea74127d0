//===- PlanOps.h - Operations of the plan dialect ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_PLAN_IR_PLANOPS_H
#define IMGC_DIALECTS_PLAN_IR_PLANOPS_H

#include "dialects/Plan/IR/PlanDialect.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace imgc::plan::detail {

/// owner_c1, shared by the operations that have an owner.
mlir::LogicalResult verifyOwner(mlir::Operation *op, OwnerAttr owner, mlir::Value userFrom,
                                mlir::Value groupFrom);

} // namespace imgc::plan::detail

#define GET_OP_CLASSES
#include "dialects/Plan/IR/PlanOps.h.inc"

#endif // IMGC_DIALECTS_PLAN_IR_PLANOPS_H

//===- PlanDialect.h - The plan dialect -------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// Dialect, enumerations, attributes, types and interfaces; the ops are in PlanOps.h.

#ifndef IMGC_DIALECTS_PLAN_IR_PLANDIALECT_H
#define IMGC_DIALECTS_PLAN_IR_PLANDIALECT_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"

#include "dialects/Plan/IR/PlanDialect.h.inc"
#include "dialects/Plan/IR/PlanEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Plan/IR/PlanAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Plan/IR/PlanTypes.h.inc"

#include "dialects/Plan/IR/PlanInterfaces.h.inc"

#endif // IMGC_DIALECTS_PLAN_IR_PLANDIALECT_H

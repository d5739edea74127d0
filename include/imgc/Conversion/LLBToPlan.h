//===- LLBToPlan.h - From llb to plan ---------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_CONVERSION_LLBTOPLAN_H
#define IMGC_CONVERSION_LLBTOPLAN_H

#include "mlir/Pass/Pass.h"

#include <memory>
#include <string>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace imgc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Conversion/LLBToPlan/LLBToPlan.h.inc"

} // namespace imgc

#endif // IMGC_CONVERSION_LLBTOPLAN_H

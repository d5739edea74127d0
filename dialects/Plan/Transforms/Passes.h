//===- Passes.h - Passes of the plan dialect --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_PLAN_TRANSFORMS_PASSES_H
#define IMGC_DIALECTS_PLAN_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

#include <memory>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace imgc::plan {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "dialects/Plan/Transforms/Passes.h.inc"

} // namespace imgc::plan

#endif // IMGC_DIALECTS_PLAN_TRANSFORMS_PASSES_H

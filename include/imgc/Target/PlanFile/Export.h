//===- Export.h - From the plan dialect to a plan file ----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_TARGET_PLANFILE_EXPORT_H
#define IMGC_TARGET_PLANFILE_EXPORT_H

#include "mlir/Support/LLVM.h"

#include <string>

namespace mlir {
class ModuleOp;
} // namespace mlir

namespace imgc {

/// The bytes of the plan file of a module in its last phase: one `plan.keys`, one
/// `plan.steps`, all keys hoisted. Equal modules give equal bytes. What a plan
/// file cannot hold (text that is not UTF-8, two source files of one name) is
/// reported at its op.
mlir::FailureOr<std::string> exportPlanFile(mlir::ModuleOp module);

} // namespace imgc

#endif // IMGC_TARGET_PLANFILE_EXPORT_H

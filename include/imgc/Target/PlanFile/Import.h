//===- Import.h - From a plan file to the plan dialect ----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_TARGET_PLANFILE_IMPORT_H
#define IMGC_TARGET_PLANFILE_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"

namespace imgc {

/// Reads a plan file for tools that show or change it; the runtime has a reader
/// of its own. The bytes may be anybody's: indices, enumerations and sizes are
/// checked. Errors are reported at an unknown location; then the result is null.
mlir::OwningOpRef<mlir::ModuleOp> importPlanFile(llvm::StringRef bytes, mlir::MLIRContext *context);

} // namespace imgc

#endif // IMGC_TARGET_PLANFILE_IMPORT_H

//===- MLIRDiagnostics.h - MLIR's diagnostics as ours -----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_MLIRDIAGNOSTICS_H
#define IMGC_LIB_DRIVER_MLIRDIAGNOSTICS_H

#include "imgc/Diagnostics/Diagnostic.h"

#include "mlir/IR/Diagnostics.h"

#include <mutex>

namespace imgc::driver {

/// While it lives, what passes report goes to a DiagnosticEngine: locations in a
/// file that the engine knows get their text back.
class DiagnosticBridge : public mlir::ScopedDiagnosticHandler {
public:
  DiagnosticBridge(mlir::MLIRContext *context, DiagnosticEngine &engine);

private:
  void report(mlir::Diagnostic &diagnostic);
  SourceRange toRange(mlir::Location location);

  DiagnosticEngine &engine;
  std::mutex mutex;
};

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_MLIRDIAGNOSTICS_H

//===- Explain.h - Explanations on the way through MLIR ---------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A diagnostic of MLIR is a text and a location. What people are told besides
// (Support/Error.h, Explanation) travels as metadata of the location, so that
// the text stays the one that is compared.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIAGNOSTICS_MLIR_EXPLAIN_H
#define IMGC_DIAGNOSTICS_MLIR_EXPLAIN_H

#include "imgc/Support/Explanation.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"

namespace imgc {

/// `location` with an explanation; the place stays the same.
mlir::Location explainAt(mlir::Location location, const Explanation &explanation);
/// What explainAt put there; empty for a location without.
Explanation getExplanation(mlir::Location location);

/// Reports `error`, with its explanation and its hint, at `location`.
mlir::InFlightDiagnostic emitErrorAt(mlir::Location location, llvm::Error error);
mlir::InFlightDiagnostic emitErrorAt(mlir::Location location, ExplainedParts parts);

} // namespace imgc

#endif // IMGC_DIAGNOSTICS_MLIR_EXPLAIN_H

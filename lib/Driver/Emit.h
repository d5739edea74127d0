//===- Emit.h - Printed forms of a compilation ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_EMIT_H
#define IMGC_LIB_DRIVER_EMIT_H

#include "Compilation.h"

namespace imgc::driver {

/// Compiles as far as `flags.emit` asks, prints the form to standard output and
/// gives the exit code.
llvm::Expected<int> emitForm(Compilation &compilation, const BuildFlags &flags,
                             llvm::function_ref<llvm::Expected<SourceResolver *>()> getResolver);

/// What checks found, as the oracle's `warnings`; nothing when there is nothing.
void addWarnings(llvm::json::Object &report, Compilation &compilation);

/// An error as the oracle's `error`. One without lines gets the place from where
/// BuildKit was sent to its own front end.
llvm::json::Object writeRefusal(std::string message, dockerfile::LineRange lines,
                                Compilation &compilation);

/// Prints what checks found to standard error.
void printFindings(Compilation &compilation);

/// Prints findings and all diagnostics to standard error; ExitCode::SourceError.
int printDiagnostics(Compilation &compilation);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_EMIT_H

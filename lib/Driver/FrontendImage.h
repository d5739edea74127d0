//===- FrontendImage.h - The front end that a file asks for -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_FRONTENDIMAGE_H
#define IMGC_LIB_DRIVER_FRONTENDIMAGE_H

#include "BuildFlags.h"

#include "imgc/Diagnostics/Diagnostic.h"

namespace imgc::driver {

/// Looks at BUILDKIT_SYNTAX, else at the `# syntax=` line of `text`. The
/// official front end is the one that imgc is; any other image is refused, for
/// imgc runs no program that compiles. False after an error, which is in the
/// diagnostics with the text as source `filename`.
bool checkFrontendImage(const BuildFlags &flags, llvm::StringRef text, llvm::StringRef filename,
                        DiagnosticEngine &diagnostics);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_FRONTENDIMAGE_H

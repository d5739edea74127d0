//===- Driver.h - The imgc command ------------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DRIVER_DRIVER_H
#define IMGC_DRIVER_DRIVER_H

#include "llvm/ADT/ArrayRef.h"

namespace imgc::driver {

/// Runs `imgc` with the arguments of main() and returns its exit code
/// (Support/Error.h, docs/Driver.md). Writes to stdout and stderr.
int runDriver(llvm::ArrayRef<const char *> argv);

} // namespace imgc::driver

#endif // IMGC_DRIVER_DRIVER_H

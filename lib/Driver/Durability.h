//===- Durability.h - Results survive a power loss, later -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_DRIVER_DURABILITY_H
#define IMGC_LIB_DRIVER_DURABILITY_H

#include "llvm/ADT/StringRef.h"

namespace imgc::driver {

/// Leaves a child behind that flushes the store to disk and marks what it holds
/// as durable (DESIGN.md 4: records of another boot are misses until then). The
/// user does not wait for the disk. The child holds no descriptor, directory or
/// terminal of ours and ends by itself. Call last, without other threads at work.
void flushStoreInBackground(llvm::StringRef storePath);

} // namespace imgc::driver

#endif // IMGC_LIB_DRIVER_DURABILITY_H

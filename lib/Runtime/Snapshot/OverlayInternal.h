//===- OverlayInternal.h - The two ways to mount an overlay -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SNAPSHOT_OVERLAYINTERNAL_H
#define IMGC_LIB_RUNTIME_SNAPSHOT_OVERLAYINTERNAL_H

#include "imgc/Runtime/Snapshot/Overlay.h"

#include "llvm/ADT/StringRef.h"

namespace imgc::detail {

/// mount(2) in a mount namespace of its own, on a thread of its own. `spec` has
/// at least one lower, and two without an upper.
llvm::Expected<FileDescriptor> mountOverlayLegacy(const OverlaySpec &spec);

/// What went wrong with a mount, with the remedy where the cause is known.
llvm::Error makeOverlayError(int err, llvm::StringRef kernelText);

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_SNAPSHOT_OVERLAYINTERNAL_H

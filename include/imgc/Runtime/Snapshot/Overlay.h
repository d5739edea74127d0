//===- Overlay.h - Detached overlayfs mounts --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A snapshot is a stack of layer directories. It is mounted without a mount
// point: the mount is a descriptor, is used with openat2 and friends, can be
// moved into a sandbox, and is gone when the descriptor is closed.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SNAPSHOT_OVERLAY_H
#define IMGC_RUNTIME_SNAPSHOT_OVERLAY_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"

#include "llvm/Support/Error.h"

#include <vector>

namespace imgc {

/// What to stack. All descriptors are borrowed directories (O_PATH is enough)
/// that are attached in the caller's mount namespace.
struct OverlaySpec {
  /// Top-most first; their order is the order of overlayfs. May be empty with
  /// an upper. More than the kernel takes (500) are stacked in two overlays.
  std::vector<int> lowers;
  /// Where writes go; -1 for a read-only view.
  int upper = -1;
  /// Empty directory on the file system of `upper`, used by nobody else.
  int work = -1;
  /// Makes the mount itself read-only (implied without an upper).
  bool readOnly = false;
};

/// Mounts the stack and returns the mount: a directory descriptor (O_PATH) of
/// its root. Nothing is attached anywhere. Always with redirect_dir=nofollow,
/// metacopy=off, index=off, and volatile when writable. Errors:
/// ExitCode::Environment where the kernel refuses overlays or the process may
/// not mount.
/// IMGC_OVERLAY_LEGACY=1 in the environment uses mount(2), as kernels before
/// 6.7 do.
llvm::Expected<FileDescriptor> mountOverlay(const OverlaySpec &spec);

/// Whether overlayfs keeps its marks in `user.overlay.*` (no privilege in the
/// initial user namespace) instead of `trusted.overlay.*`.
bool usesUserXattr();

} // namespace imgc

#endif // IMGC_RUNTIME_SNAPSHOT_OVERLAY_H

//===- StubLayer.h - Mount points that no layer contains --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A step needs /proc, /sys, /dev, /etc/hosts and the targets of its mounts to
// exist, but they must not become part of its layer. They live in a synthetic
// lower layer above the image's; nothing has to be removed afterwards, and no
// path that a step could have redirected is ever walked for a clean-up.
//
//   view  = mountOverlay({lowers})                         the image, read-only
//   stub  = writeStubLayer(stubDir, view, targets)
//   root  = mountOverlay({stubDir + lowers, upper, work})  the sandbox's root
//   … runSandbox …
//   finishUpper(upper, view, stub)
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SNAPSHOT_STUBLAYER_H
#define IMGC_RUNTIME_SNAPSHOT_STUBLAYER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace imgc {

/// A path inside the sandbox that something is mounted on.
struct MountPoint {
  /// Absolute, as the user wrote it; symlinks are resolved in the image.
  std::string path;
  /// A file is mounted there (a secret, /etc/hosts), not a directory.
  bool isFile = false;
  /// The last component is not followed: a symlink or file of the image there
  /// is hidden by a directory (/dev, /proc, /sys).
  bool mask = false;
};

/// /proc, /sys, /dev, /etc/hosts and /etc/resolv.conf.
std::vector<MountPoint> standardMountPoints();

/// What a stub layer holds that the image does not.
struct StubLayer {
  /// Clean relative paths, parents before children, of the entries that hide
  /// nothing of the image: missing directories and missing files.
  std::vector<std::string> created;
  /// True when the image has all mount points: the layer need not be mounted.
  bool empty = true;
};

/// Writes what is missing below `stubDir` (an empty directory of the caller,
/// which becomes the top-most lower). `view` is the mounted image without any
/// upper, or -1 for scratch. Parents that the image has are cloned: mode, owner,
/// mtime, xattrs. Parents it lacks, and the mount points, are 0755 root (files
/// 0644). Fails where a mount point or a parent of it is of the wrong type.
llvm::Expected<StubLayer> writeStubLayer(int stubDir, int view,
                                         llvm::ArrayRef<MountPoint> mountPoints);

/// Makes an upper directory what it would be had the mount points existed:
/// - an empty directory or file that only the stub has below it is dropped;
/// - a whiteout of nothing, and `opaque` over nothing, are dropped, judged
///   against `view`, which does not contain the stub (-1: scratch);
/// - xattrs that layers do not carry are removed; `security.capability`,
///   `user.*` and the overlay's `opaque` mark stay;
/// - `redirect` or `metacopy` marks are errors: the mount options exclude them.
/// To be called when the mount of `upper` is closed.
llvm::Error finishUpper(int upper, int view, const StubLayer &stub);

/// Gives the directory `to` (opened O_RDONLY) mode, owner, mtime and xattrs of
/// the directory `from`. The root of an upper needs this before it is mounted:
/// the root of an overlay shows what its top-most directory says.
llvm::Error cloneDirectoryAttributes(int from, int to);

} // namespace imgc

#endif // IMGC_RUNTIME_SNAPSHOT_STUBLAYER_H

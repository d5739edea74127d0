//===- RootFD.h - Paths inside untrusted trees ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The only code of the runtime that resolves a path inside a tree that a
// container or an archive could have written. Everything is relative to the
// descriptor of the tree's root, by openat2(RESOLVE_IN_ROOT), or by a walk over
// the components on kernels without it (IMGC_FORCE_PATH_WALK=1 in tests).
// Results carry errno values; the caller knows what it was doing and words the
// error (makeErrnoError).
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_ROOTFD_ROOTFD_H
#define IMGC_RUNTIME_ROOTFD_ROOTFD_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/ErrorOr.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>
#include <system_error>

namespace imgc {

/// Opens `path` as if `root` were `/`: absolute paths, `..` and absolute
/// symlinks stay inside, magic links of /proc are refused (ELOOP). An empty
/// path is the root. O_CLOEXEC is added. `mode` counts with O_CREAT only.
llvm::ErrorOr<FileDescriptor> openInRoot(int root, llvm::StringRef path, int flags,
                                         mode_t mode = 0);

/// The directory that holds the last component of a path, and that component,
/// which is never followed. The name is never empty, `.` or `..`.
struct ParentInRoot {
  /// O_PATH | O_DIRECTORY.
  FileDescriptor parent;
  std::string name;
};

/// Resolves all but the last component. EINVAL when the path has no last
/// component (`/`, `a/..`, `a/.`); trailing slashes are ignored.
llvm::ErrorOr<ParentInRoot> openParentInRoot(int root, llvm::StringRef path);

/// What the directories get that mkdirsInRoot creates; existing ones keep theirs.
struct MkdirOptions {
  /// Permission bits, applied exactly (the umask does not count).
  mode_t mode = 0755;
  std::optional<uid_t> uid;
  std::optional<gid_t> gid;
  /// Sets atime and mtime.
  std::optional<struct timespec> mtime;
  /// Only the last component may be missing.
  bool parents = true;
  /// Told the path (relative to the root, after symlinks are resolved it may
  /// differ from what was asked) of every directory created, outermost first.
  std::function<void(llvm::StringRef path)> created;
};

/// Creates the missing components of `path` (symlinks in existing components
/// are followed inside the root) and returns the last as an O_RDONLY directory.
/// ENOTDIR where a component is something else.
llvm::ErrorOr<FileDescriptor> mkdirsInRoot(int root, llvm::StringRef path,
                                           const MkdirOptions &options = {});

/// Reads a regular file of at most `maxBytes`. EFBIG beyond that; EINVAL for
/// what is not a regular file (a FIFO never blocks).
llvm::ErrorOr<std::string> readFileInRoot(int root, llvm::StringRef path, size_t maxBytes);

/// Removes a file or a whole directory tree without following any symlink and
/// without crossing into another mount. Missing is success. Iterative: the
/// depth of the tree is bounded by disk only.
std::error_code removeTreeAt(int dirfd, llvm::StringRef name);

enum class FollowLast { No, Yes };

llvm::ErrorOr<struct stat> statInRoot(int root, llvm::StringRef path, FollowLast follow);

llvm::ErrorOr<std::string> readlinkInRoot(int root, llvm::StringRef path);

/// The target of the symlink behind an fd-relative name, for walkers.
llvm::ErrorOr<std::string> readlinkAt(int dirfd, llvm::StringRef name);

/// `/proc/self/fd/N`: the way to call path-only system calls (mount, lsetxattr
/// on an O_PATH descriptor) on an open file.
std::string procPath(int fd);

} // namespace imgc

#endif // IMGC_RUNTIME_ROOTFD_ROOTFD_H

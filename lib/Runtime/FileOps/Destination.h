//===- Destination.h - Paths and metadata in a destination ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_FILEOPS_DESTINATION_H
#define IMGC_LIB_RUNTIME_FILEOPS_DESTINATION_H

#include "imgc/Runtime/FileOps/FileActions.h"
#include "imgc/Runtime/RootFD/RootFD.h"

namespace imgc::fileops {

/// `path` with every symlink, the last too, resolved in the root: what exists
/// of it is free of symlinks, the rest is taken as it stands. Absolute, clean.
/// (A dangling symlink leads to where its target would be.)
llvm::Expected<std::string> resolvePath(int root, llvm::StringRef path);

/// Creates `path`, which resolvePath returned, and its missing parents. Adds
/// what was created to `created`, outermost first.
llvm::Error makeDirectories(int root, llvm::StringRef path, mode_t mode,
                            const std::optional<Owner> &owner,
                            const std::optional<int64_t> &timestamp,
                            std::vector<std::string> *created = nullptr);

/// Sets owner and times of a name in an open directory, if given; never follows.
llvm::Error applyOwnerAndTime(int parent, llvm::StringRef name, llvm::StringRef shown,
                              const std::optional<Owner> &owner,
                              const std::optional<int64_t> &timestamp);

struct timespec toTimespec(int64_t ns);

/// The error of an operation on a path of the destination.
llvm::Error makePathError(const llvm::Twine &operation, llvm::StringRef path, int err);

} // namespace imgc::fileops

#endif // IMGC_LIB_RUNTIME_FILEOPS_DESTINATION_H

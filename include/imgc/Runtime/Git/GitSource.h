//===- GitSource.h - Repositories of git, fetched ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fetches by the program `git`, as BuildKit's git source does. A repository is
// hostile: it runs no code (no hooks, filters or helpers; no configuration of
// the machine counts), reaches only http, https, ssh and git, and cannot lead out
// of the directory that it is checked out into.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_GIT_GITSOURCE_H
#define IMGC_RUNTIME_GIT_GITSOURCE_H

#include "imgc/Support/GitRef.h"

#include <cstdint>
#include <functional>
#include <string>

namespace imgc {

struct GitFetchOptions {
  /// Leaves `.git` in the tree, with the one commit. Without effect beside a
  /// subdirectory, as for BuildKit.
  bool keepGitDir = false;
  /// Every file gets the time of the commit; else that of the checkout.
  bool commitTimes = false;
  /// Value of the header `Authorization` for a remote of http; may be empty.
  std::string authorization;
  /// Socket of an agent for ssh; may be empty.
  std::string agentSocket;
  std::function<bool()> cancelled;
};

struct GitCheckout {
  /// The directory that was asked for: of the repository, or its subdirectory.
  /// No component of it below the given directory is a symbolic link.
  std::string path;
  /// What was fetched, as hexadecimal digits.
  std::string commit;
  /// When it was committed, in seconds since 1970.
  int64_t time = 0;
};

/// Fetches what `ref` names, with its submodules unless it refuses them, and
/// checks it out below `directory`, which is an empty one of our own. Errors:
/// ExitCode::Registry for what the remote says, Usage and SourceError for what
/// `ref` says, Environment without git. None shows a password.
llvm::Expected<GitCheckout> checkOutGit(const GitRef &ref, const GitFetchOptions &options,
                                        llvm::StringRef directory);

/// When the commit that `ref` names was made; nothing is checked out.
llvm::Expected<int64_t> fetchGitTime(const GitRef &ref, const GitFetchOptions &options,
                                     llvm::StringRef directory);

} // namespace imgc

#endif // IMGC_RUNTIME_GIT_GITSOURCE_H

//===- GitCheckout.h - The tree of a fetched repository --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_GIT_GITCHECKOUT_H
#define IMGC_LIB_RUNTIME_GIT_GITCHECKOUT_H

#include "GitRepository.h"

namespace imgc::detail {

/// Checks `repository` out into the new `directory`/tree, with submodules.
llvm::Error checkOutTree(const GitProgram &git, const GitRef &ref, const ResolvedGitRef &resolved,
                         const GitRepository &repository, bool keepGitDir);

/// The path of a subdirectory of `tree`, of which no component is anything but a
/// directory. ExitCode::SourceError.
llvm::Expected<std::string> findSubdirectory(const GitProgram &git, const std::string &tree,
                                             llvm::StringRef subdir);

struct TreeFinish {
  /// Removes the files `.git` of submodules, which lead to a repository that is
  /// gone.
  bool dropGitFiles = false;
  std::optional<int64_t> time;
};

/// Goes over every file below `path`.
llvm::Error finishTree(const std::string &path, const TreeFinish &finish);

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_GIT_GITCHECKOUT_H

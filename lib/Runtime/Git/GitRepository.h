//===- GitRepository.h - What was fetched of a remote ----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_GIT_GITREPOSITORY_H
#define IMGC_LIB_RUNTIME_GIT_GITREPOSITORY_H

#include "GitProgram.h"

namespace imgc::detail {

/// What a reference means at the remote.
struct ResolvedGitRef {
  /// A full name (`refs/…`), or the digits of an object.
  std::string name;
  /// What the user or the remote calls it: `main` where nothing was asked for.
  std::string shortName;
  bool isSHA256 = false;
};

/// 40 or 64 lower-case hexadecimal digits: never looked up as a name.
bool isCommitDigits(llvm::StringRef text);

/// Asks the remote what `ref` is. The checksum is judged as far as it can be.
llvm::Expected<ResolvedGitRef> resolveGitRef(GitProgram git, const GitRef &ref,
                                             const std::string &directory);

/// The local name of what was fetched.
inline constexpr const char fetchedRef[] = "refs/imgc/context";

struct GitRepository {
  /// The bare repository.
  GitPlace place;
  /// The commit, and the object that was named: a tag, or the commit as well.
  std::string commit, object;
  int64_t time = 0;
};

/// Fetches into a new bare repository `directory`/repository.
llvm::Expected<GitRepository> fetchGitRepository(const GitProgram &git, const GitRef &ref,
                                                 const ResolvedGitRef &resolved,
                                                 const std::string &directory);

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_GIT_GITREPOSITORY_H

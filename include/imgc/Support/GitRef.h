//===- GitRef.h - Git repositories as sources -------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_GITREF_H
#define IMGC_SUPPORT_GITREF_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>

namespace imgc {

/// A repository with what is wanted of it (dockerfile-llb.md 1.9).
struct GitRef {
  /// What git is given: a URL without options, or `user@host:path`.
  std::string remote;
  std::string ref, checksum, subdir;
  /// `github.com/org/repo`, which a COPY or ADD takes for a local path.
  bool looksLocal = false;
  bool isSsh = false;
  /// Host and absolute path: the same repository however it is reached.
  std::string identity;
  std::optional<bool> keepGitDir, submodules;
  bool fetchByCommit = false;
  /// Times of files: `checkout`, `commit`, or empty for the default. Only
  /// contexts look at it.
  std::string mtime;

  /// `host/path#ref:subdir`: what the vertex is called.
  std::string getIdentifier() const;
};

/// Nothing where `source` is no git repository; an error (ExitCode::SourceError,
/// BuildKit's text) where it is one with bad options.
llvm::Expected<std::optional<GitRef>> parseGitRef(llvm::StringRef source);

/// Whether a source is a repository whose options are right.
bool isGitSource(llvm::StringRef source);

/// Whether a source is a file to download: a repository of git is not one.
bool isHTTPSource(llvm::StringRef source);

} // namespace imgc

#endif // IMGC_SUPPORT_GITREF_H

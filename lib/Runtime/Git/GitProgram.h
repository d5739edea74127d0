//===- GitProgram.h - The program git, kept on a short leash ---*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_GIT_GITPROGRAM_H
#define IMGC_LIB_RUNTIME_GIT_GITPROGRAM_H

#include "Subprocess.h"

#include "imgc/Runtime/Git/GitSource.h"

#include "llvm/ADT/ArrayRef.h"

#include <utility>

namespace imgc::detail {

/// Where a command of git works.
struct GitPlace {
  /// A directory of ours; no repository around it counts.
  std::string directory;
  /// The repository, and the tree that is checked out; may be empty.
  std::string gitDir, workTree;
  /// Lets git read a repository of ours by file://. Else no URL but those of
  /// http, https, ssh and git is followed, wherever it comes from.
  bool readsFiles = false;
};

/// Runs git for one remote. Remote and password are in no argument, which
/// everybody on the machine could see.
class GitProgram {
public:
  using Arguments = std::vector<std::string>;

  /// ExitCode::Environment when PATH has no git.
  static llvm::Expected<GitProgram> find(const GitRef &ref, const GitFetchOptions &options);

  /// The remote as messages show it.
  const std::string &getShownRemote() const { return shownRemote; }

  /// Runs git, and again without `--depth=1` where the server cannot do that.
  llvm::Expected<SubprocessResult> tryRun(const GitPlace &place, Arguments arguments) const;
  /// The same; what is not exit code 0 is an error `WHAT: what git says`.
  /// Gives standard output without space around it.
  llvm::Expected<std::string> run(const GitPlace &place, Arguments arguments,
                                  const llvm::Twine &what) const;
  /// The error of a command that failed.
  llvm::Error explain(const SubprocessResult &result, const llvm::Twine &what) const;

  /// Before there is a repository: `origin` is the remote.
  void nameRemote(std::string url);

private:
  GitProgram() = default;
  std::vector<std::string> makeEnvironment(const GitPlace &place) const;
  std::string hideSecrets(std::string text) const;

  std::string path, shownRemote, agentSocket;
  /// Text in messages of git → what is shown in its place.
  std::vector<std::pair<std::string, std::string>> secrets;
  /// Configuration that every command and its children have.
  std::vector<std::pair<std::string, std::string>> config;
  std::function<bool()> cancelled;
};

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_GIT_GITPROGRAM_H

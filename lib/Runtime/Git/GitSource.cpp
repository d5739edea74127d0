//===- GitSource.cpp - Repositories of git, fetched -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Git/GitSource.h"

#include "GitCheckout.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include <sys/stat.h>

using namespace imgc;
using namespace imgc::detail;

namespace {
/// Everything up to the objects.
struct Fetched {
  GitProgram git;
  ResolvedGitRef resolved;
  GitRepository repository;
};
} // namespace

static llvm::Expected<Fetched> fetch(const GitRef &ref, const GitFetchOptions &options,
                                     const std::string &directory) {
  llvm::Expected<GitProgram> git = GitProgram::find(ref, options);
  if (!git)
    return git.takeError();
  llvm::Expected<ResolvedGitRef> resolved = resolveGitRef(*git, ref, directory);
  if (!resolved)
    return resolved.takeError();
  llvm::Expected<GitRepository> repository = fetchGitRepository(*git, ref, *resolved, directory);
  if (!repository)
    return repository.takeError();
  return Fetched{std::move(*git), std::move(*resolved), std::move(*repository)};
}

llvm::Expected<GitCheckout> imgc::checkOutGit(const GitRef &ref, const GitFetchOptions &options,
                                              llvm::StringRef directory) {
  llvm::Expected<Fetched> fetched = fetch(ref, options, directory.str());
  if (!fetched)
    return fetched.takeError();
  const GitRepository &repository = fetched->repository;
  bool keepGitDir = options.keepGitDir && path::join("/", ref.subdir) == "/";
  if (llvm::Error error =
          checkOutTree(fetched->git, ref, fetched->resolved, repository, keepGitDir))
    return std::move(error);
  std::string tree = repository.place.directory + "/tree";
  llvm::Expected<std::string> path = findSubdirectory(fetched->git, tree, ref.subdir);
  if (!path)
    return path.takeError();
  TreeFinish finish;
  struct stat status;
  finish.dropGitFiles = !keepGitDir && ::lstat((tree + "/.gitmodules").c_str(), &status) == 0;
  if (options.commitTimes)
    finish.time = repository.time;
  if (llvm::Error error = finishTree(*path, finish))
    return std::move(error);
  FileDescriptor parent(
      ::open(repository.place.directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (std::error_code error = removeTreeAt(parent.get(), path::base(repository.place.gitDir)))
    return makeErrnoError(ExitCode::Environment, "cannot remove a git repository", error.value());
  return GitCheckout{std::move(*path), repository.commit, repository.time};
}

llvm::Expected<int64_t> imgc::fetchGitTime(const GitRef &ref, const GitFetchOptions &options,
                                           llvm::StringRef directory) {
  llvm::Expected<Fetched> fetched = fetch(ref, options, directory.str());
  if (!fetched)
    return fetched.takeError();
  return fetched->repository.time;
}

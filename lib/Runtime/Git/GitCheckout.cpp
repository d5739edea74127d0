//===- GitCheckout.cpp - The tree of a fetched repository -----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitCheckout.h"

#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Url.h"

#include <cerrno>
#include <fcntl.h>
#include <fts.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace imgc::detail {

//===----------------------------------------------------------------------===//
// Checking out
//===----------------------------------------------------------------------===//

/// What the reference is called in a `.git` that is kept; empty for a commit
/// without a name.
static std::string getKeptName(const ResolvedGitRef &resolved, const GitRepository &repository) {
  llvm::StringRef name = resolved.shortName;
  if (repository.object != repository.commit)
    return name.starts_with("refs/tags/") ? name.str() : ("refs/tags/" + name).str();
  return isCommitDigits(name) ? "" : name.str();
}

/// git decodes %XX in it.
static std::string toFileURL(llvm::StringRef path) {
  std::string url = "file://";
  for (char c : path)
    url += c == '%' ? std::string("%25") : std::string(1, c);
  return url;
}

/// A repository of its own, with this commit only and nothing that says where we
/// had it from.
static llvm::Error checkOutWithGitDir(const GitProgram &git, const GitRef &ref,
                                      const ResolvedGitRef &resolved,
                                      const GitRepository &repository, GitPlace &place,
                                      const std::string &what) {
  place.gitDir = place.workTree + "/.git";
  std::string name = getKeptName(resolved, repository);
  std::string refspec = std::string(fetchedRef) + (name.empty() ? "" : ":" + name);
  GitProgram::Arguments init{"init", "--quiet", "--template="};
  if (resolved.isSHA256)
    init.push_back("--object-format=sha256");
  GitPlace local = place;
  local.readsFiles = true;
  struct {
    const GitPlace &place;
    GitProgram::Arguments arguments;
  } commands[] = {
      {place, std::move(init)},
      {place, {"remote", "add", "origin", toFileURL(repository.place.gitDir)}},
      {local, {"fetch", "--quiet", "-u", "--depth=1", "--no-tags", "--", "origin", refspec}},
      {place, {"checkout", "--quiet", "FETCH_HEAD"}},
      {place, {"remote", "set-url", "origin", redactCredentials(ref.remote)}},
      // As for everybody who has a tree; it is off for us only.
      {place, {"config", "core.logallrefupdates", "true"}},
  };
  for (auto &command : commands)
    if (auto done = git.run(command.place, std::move(command.arguments), what); !done)
      return done.takeError();
  if (::unlink((place.gitDir + "/FETCH_HEAD").c_str()) != 0 && errno != ENOENT)
    return makeErrnoError(ExitCode::Environment, "cannot finish a git repository", errno);
  return llvm::Error::success();
}

/// An index has times and numbers of files, which are others at each checkout, and
/// wrong once the files are copied. Two checkouts of a commit should be the same.
static llvm::Error forgetFiles(const GitProgram &git, const GitPlace &place,
                               const std::string &what) {
  if (auto done = git.run(place, {"read-tree", "HEAD"}, what); !done)
    return done.takeError();
  GitProgram::Arguments inside{"submodule", "--quiet", "foreach", "--recursive",
                               "git read-tree HEAD"};
  return git.run(place, std::move(inside), what).takeError();
}

llvm::Error checkOutTree(const GitProgram &git, const GitRef &ref, const ResolvedGitRef &resolved,
                         const GitRepository &repository, bool keepGitDir) {
  std::string repositoryName = "the git repository '" + git.getShownRemote() + "'";
  std::string what = "cannot check out " + repositoryName;
  GitPlace place = repository.place;
  place.workTree = place.directory + "/tree";
  if (::mkdir(place.workTree.c_str(), 0755) != 0 || ::chmod(place.workTree.c_str(), 0755) != 0)
    return makeErrnoError(ExitCode::Environment, what, errno);
  if (keepGitDir) {
    if (llvm::Error error = checkOutWithGitDir(git, ref, resolved, repository, place, what))
      return error;
  } else {
    auto done =
        git.run(place, {"checkout", "--quiet", "--no-overlay", repository.commit, "--", "."}, what);
    if (!done)
      return done.takeError();
  }
  if (ref.submodules.value_or(true)) {
    auto done =
        git.run(place, {"submodule", "--quiet", "update", "--init", "--recursive", "--depth=1"},
                "cannot fetch the submodules of " + repositoryName);
    if (!done)
      return done.takeError();
  }
  return keepGitDir ? forgetFiles(git, place, what) : llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// The subdirectory
//===----------------------------------------------------------------------===//

llvm::Expected<std::string> findSubdirectory(const GitProgram &git, const std::string &tree,
                                             llvm::StringRef subdir) {
  std::string path = tree;
  FileDescriptor directory(::open(tree.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::string inside;
  std::string cleaned = path::join("/", subdir);
  llvm::SmallVector<llvm::StringRef> names;
  llvm::StringRef(cleaned).split(names, '/', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (llvm::StringRef name : names) {
    inside = path::join(inside, name);
    FileDescriptor next(::openat(directory.get(), name.str().c_str(),
                                 O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!next && errno == ENOENT)
      return makeError(ExitCode::SourceError, "there is no directory '" + inside +
                                                  "' in the git repository '" +
                                                  git.getShownRemote() + "'");
    if (!next)
      return makeError(ExitCode::SourceError,
                       "'" + inside + "' in the git repository '" + git.getShownRemote() +
                           "' is not a directory",
                       "symbolic links on the way to a subdirectory are not followed");
    path += "/" + name.str();
    directory = std::move(next);
  }
  return path;
}

//===----------------------------------------------------------------------===//
// The last pass over the tree
//===----------------------------------------------------------------------===//

static bool finishEntry(const FTSENT &entry, const TreeFinish &finish) {
  bool isFile = entry.fts_info == FTS_F;
  if (finish.dropGitFiles && isFile && llvm::StringRef(entry.fts_name) == ".git")
    return ::unlink(entry.fts_accpath) == 0;
  // A directory has its time when nothing in it changes any more.
  if (!finish.time || entry.fts_info == FTS_D)
    return true;
  struct timespec times[2] = {{*finish.time, 0}, {*finish.time, 0}};
  return ::utimensat(AT_FDCWD, entry.fts_accpath, times, AT_SYMLINK_NOFOLLOW) == 0;
}

llvm::Error finishTree(const std::string &path, const TreeFinish &finish) {
  if (!finish.dropGitFiles && !finish.time)
    return llvm::Error::success();
  char *paths[] = {const_cast<char *>(path.c_str()), nullptr};
  std::unique_ptr<FTS, int (*)(FTS *)> walk(
      ::fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_XDEV, nullptr), ::fts_close);
  auto fail = [&](int error) {
    return makeErrnoError(ExitCode::Environment, "cannot finish the tree of a git repository",
                          error);
  };
  if (!walk)
    return fail(errno);
  errno = 0;
  while (FTSENT *entry = ::fts_read(walk.get())) {
    if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS)
      return fail(entry->fts_errno);
    if (!finishEntry(*entry, finish))
      return fail(errno);
    errno = 0;
  }
  return errno ? fail(errno) : llvm::Error::success();
}

} // namespace imgc::detail

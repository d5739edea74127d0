//===- GitRepository.cpp - What was fetched of a remote -------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitRepository.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

namespace imgc::detail {

bool isCommitDigits(llvm::StringRef text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == llvm::StringRef::npos;
}

static std::string describe(const GitProgram &git) {
  return "the git repository '" + git.getShownRemote() + "'";
}

static llvm::Error refuseChecksum(const GitProgram &git, const GitRef &ref, llvm::StringRef name,
                                  const llvm::Twine &actual) {
  return makeError(ExitCode::Registry, "'" + name + "' of " + describe(git) + " is " + actual +
                                           ", not '" + ref.checksum + "'");
}

//===----------------------------------------------------------------------===//
// What the remote has
//===----------------------------------------------------------------------===//

static llvm::Error checkOptions(const GitRef &ref) {
  if (llvm::StringRef(ref.ref).starts_with("-"))
    return makeError(ExitCode::Usage, "the git ref '" + ref.ref + "' starts with '-'");
  if (!llvm::all_of(ref.checksum, llvm::isHexDigit))
    return makeError(ExitCode::Usage,
                     "the checksum '" + ref.checksum + "' of a git repository is not hexadecimal");
  if (ref.fetchByCommit && !isCommitDigits(ref.ref) && !isCommitDigits(ref.checksum))
    return makeError(ExitCode::Usage, "'fetch-by-commit' needs the whole commit",
                     "name it: `?fetch-by-commit=true&checksum=` and 40 digits");
  return llvm::Error::success();
}

/// The branch that HEAD of the remote names.
static llvm::Expected<ResolvedGitRef> findDefaultBranch(const GitProgram &git, const GitRef &ref,
                                                        const GitPlace &place) {
  llvm::Expected<std::string> lines = git.run(
      place, {"ls-remote", "--symref", "--", "origin", "HEAD"}, "cannot reach " + describe(git));
  if (!lines)
    return lines.takeError();
  // `ref: refs/heads/main TAB HEAD`, and the same with the digits for the name.
  auto [first, second] = llvm::StringRef(*lines).split('\n');
  llvm::StringRef name = first.split('\t').first, object = second.split('\t').first;
  name.consume_front("ref: ");
  llvm::StringRef branch = name;
  if (!branch.consume_front("refs/heads/") || !isCommitDigits(object))
    return makeError(ExitCode::Registry, describe(git) + " has no default branch",
                     "name a branch, a tag or a commit after '#'");
  if (!object.starts_with(ref.checksum))
    return refuseChecksum(git, ref, branch, object);
  return ResolvedGitRef{name.str(), branch.str(), object.size() == 64};
}

/// `name` may be a branch, a tag or a whole name, in BuildKit's order.
static llvm::Expected<ResolvedGitRef> findName(const GitProgram &git, const GitRef &ref,
                                               const GitPlace &place) {
  const std::string &name = ref.ref;
  llvm::Expected<std::string> lines = git.run(
      place, {"ls-remote", "--", "origin", name, name + "^{}"}, "cannot reach " + describe(git));
  if (!lines)
    return lines.takeError();
  llvm::StringMap<std::string> objects;
  llvm::SmallVector<llvm::StringRef> all;
  llvm::StringRef(*lines).split(all, '\n');
  for (llvm::StringRef line : all) {
    auto [object, key] = line.split('\t');
    if (isCommitDigits(object))
      objects[key] = object.str();
  }
  auto without = [&](llvm::StringRef prefix) {
    llvm::StringRef rest = name;
    rest.consume_front(prefix);
    return (prefix + rest).str();
  };
  std::string tag = without("refs/tags/");
  for (const std::string &full : {without("refs/"), without("refs/heads/"), tag}) {
    auto found = objects.find(full);
    if (found == objects.end())
      continue;
    llvm::StringRef object = found->second;
    std::string commit = full == tag ? objects.lookup(tag + "^{}") : "";
    if (!object.starts_with(ref.checksum) && !llvm::StringRef(commit).starts_with(ref.checksum))
      return refuseChecksum(git, ref, name, object + (commit.empty() ? "" : " or " + commit));
    return ResolvedGitRef{full, name, object.size() == 64};
  }
  return makeError(ExitCode::Registry, describe(git) + " has no branch or tag '" + name + "'");
}

llvm::Expected<ResolvedGitRef> resolveGitRef(GitProgram git, const GitRef &ref,
                                             const std::string &directory) {
  if (llvm::Error error = checkOptions(ref))
    return std::move(error);
  if (isCommitDigits(ref.ref)) {
    if (!llvm::StringRef(ref.ref).starts_with(ref.checksum))
      return refuseChecksum(git, ref, ref.ref, "another commit");
    return ResolvedGitRef{ref.ref, ref.ref, ref.ref.size() == 64};
  }
  if (ref.fetchByCommit) {
    // Names without a kind are branches.
    std::string name = ref.ref.empty()                                 ? ref.checksum
                       : llvm::StringRef(ref.ref).starts_with("refs/") ? ref.ref
                                                                       : "refs/heads/" + ref.ref;
    return ResolvedGitRef{ref.checksum, name, ref.checksum.size() == 64};
  }
  GitPlace place{directory, "", "", false};
  git.nameRemote(ref.remote);
  return ref.ref.empty() ? findDefaultBranch(git, ref, place) : findName(git, ref, place);
}

//===----------------------------------------------------------------------===//
// Fetching it
//===----------------------------------------------------------------------===//

/// A value as a file of git's configuration has it.
static std::string quote(llvm::StringRef value) {
  std::string result = "\"";
  for (char c : value) {
    if (c == '"' || c == '\\')
      result += '\\';
    if (c == '\n')
      result += "\\n";
    else
      result += c;
  }
  return result + "\"";
}

/// The remote goes into the file, so that no argument and no child shows it.
static llvm::Error addOrigin(const GitRepository &repository, const GitRef &ref) {
  std::error_code error;
  llvm::raw_fd_ostream file(repository.place.gitDir + "/config", error, llvm::sys::fs::OF_Append);
  if (!error) {
    file << "[remote \"origin\"]\n\turl = " << quote(ref.remote)
         << "\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n";
    file.close();
    error = file.error();
    file.clear_error();
  }
  if (error)
    return makeErrnoError(ExitCode::Environment, "cannot write a git repository", error.value());
  return llvm::Error::success();
}

static llvm::Expected<GitRepository> initialise(const GitProgram &git, const GitRef &ref,
                                                const ResolvedGitRef &resolved,
                                                const std::string &directory) {
  GitRepository repository;
  repository.place = {directory, directory + "/repository", "", false};
  GitProgram::Arguments arguments{"init", "--quiet", "--bare", "--template="};
  if (resolved.isSHA256)
    arguments.push_back("--object-format=sha256");
  if (auto done = git.run(repository.place, arguments, "cannot make a git repository"); !done)
    return done.takeError();
  if (llvm::Error error = addOrigin(repository, ref))
    return std::move(error);
  return repository;
}

/// A commit that no name leads to may still be reached from one: everything is
/// fetched then.
static llvm::Error fetchEverything(const GitProgram &git, const GitRepository &repository,
                                   const ResolvedGitRef &resolved) {
  std::string what = "cannot fetch " + describe(git);
  if (auto done = git.run(repository.place, {"fetch", "--quiet", "--tags", "--", "origin"}, what);
      !done)
    return done.takeError();
  llvm::Expected<SubprocessResult> named =
      git.tryRun(repository.place, {"update-ref", fetchedRef, resolved.name});
  if (!named)
    return named.takeError();
  if (named->exitCode == 0)
    return llvm::Error::success();
  return makeError(ExitCode::Registry, describe(git) + " has no commit '" + resolved.name + "'");
}

static llvm::Error fetch(const GitProgram &git, const GitRepository &repository, const GitRef &ref,
                         const ResolvedGitRef &resolved) {
  llvm::Expected<SubprocessResult> result =
      git.tryRun(repository.place, {"fetch", "--quiet", "--depth=1", "--no-tags", "--", "origin",
                                    "+" + resolved.name + ":" + fetchedRef});
  if (!result)
    return result.takeError();
  if (result->exitCode == 0)
    return llvm::Error::success();
  llvm::StringRef errors = result->errors;
  bool isHidden = errors.contains("not our ref") || errors.contains("unadvertised object") ||
                  errors.contains("Unable to find");
  if (isHidden && isCommitDigits(resolved.name) && !ref.fetchByCommit)
    return fetchEverything(git, repository, resolved);
  return git.explain(*result, "cannot fetch " + describe(git));
}

/// What was fetched, and whether it is what the checksum says.
static llvm::Error readObjects(const GitProgram &git, const GitRef &ref,
                               const ResolvedGitRef &resolved, GitRepository &repository) {
  std::string what = "'" + resolved.shortName + "' of " + describe(git) + " is no commit";
  llvm::Expected<std::string> object =
      git.run(repository.place, {"rev-parse", "--verify", fetchedRef}, what);
  if (!object)
    return object.takeError();
  llvm::Expected<SubprocessResult> shown =
      git.tryRun(repository.place,
                 {"show", "--no-patch", "--format=%H %ct", fetchedRef + std::string("^{commit}")});
  if (!shown)
    return shown.takeError();
  auto [commit, time] = llvm::StringRef(shown->output).trim().split(' ');
  if (!isCommitDigits(commit) || time.getAsInteger(10, repository.time))
    return makeError(ExitCode::Registry, what);
  if (!llvm::StringRef(*object).starts_with(ref.checksum) && !commit.starts_with(ref.checksum))
    return refuseChecksum(git, ref, resolved.shortName,
                          commit == *object ? *object : *object + " or " + commit);
  repository.object = std::move(*object);
  repository.commit = commit.str();
  return llvm::Error::success();
}

llvm::Expected<GitRepository> fetchGitRepository(const GitProgram &git, const GitRef &ref,
                                                 const ResolvedGitRef &resolved,
                                                 const std::string &directory) {
  llvm::Expected<GitRepository> repository = initialise(git, ref, resolved, directory);
  if (!repository)
    return repository;
  if (llvm::Error error = fetch(git, *repository, ref, resolved))
    return std::move(error);
  if (llvm::Error error = readObjects(git, ref, resolved, *repository))
    return std::move(error);
  return repository;
}

} // namespace imgc::detail

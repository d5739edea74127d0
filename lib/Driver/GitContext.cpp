//===- GitContext.cpp - Repositories of git as contexts -------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitContext.h"

#include "BuildContext.h"

#include "imgc/Runtime/Git/GitSource.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Runtime/Secrets/KeyAgent.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Url.h"

#include "llvm/Support/Base64.h"

#include <cerrno>
#include <cstdlib>

namespace imgc::driver {

//===----------------------------------------------------------------------===//
// A place for it
//===----------------------------------------------------------------------===//

/// What a build reads has to be in its store.
llvm::Expected<std::string> ContextFetcher::openDirectory(GetStore getStore) {
  if (isBuilt) {
    if (llvm::Error error = addStaging(getStore))
      return std::move(error);
    return stagings.back().getDiffPath();
  }
  llvm::Expected<TemporaryDirectory> folder = TemporaryDirectory::create("imgc-git");
  if (!folder)
    return folder.takeError();
  folders.push_back(std::move(*folder));
  return folders.back().getPath();
}

//===----------------------------------------------------------------------===//
// What the command line says
//===----------------------------------------------------------------------===//

/// BuildKit's secrets for git, the ones of a host first.
static llvm::Expected<std::string> findAuthorization(const BuildFlags &flags, const GitRef &ref) {
  std::optional<Url> url = Url::parse(ref.remote);
  std::string host = url ? "." + url->host : "";
  for (const std::string &suffix : {host, std::string()})
    for (const char *name : {"GIT_AUTH_HEADER", "GIT_AUTH_TOKEN"}) {
      auto found = flags.secrets.find(name + suffix);
      if (found == flags.secrets.end())
        continue;
      llvm::Expected<std::string> value = readSecret(found->first, found->second);
      if (!value)
        return value.takeError();
      // A file often ends in a newline, which no header can have.
      std::string text = llvm::StringRef(*value).rtrim("\r\n").str();
      if (llvm::StringRef(name) == "GIT_AUTH_HEADER")
        return text;
      return "basic " + llvm::encodeBase64("x-access-token:" + text);
    }
  return std::string();
}

namespace {
/// One fetch, and the agent that may be needed for as long as it takes.
struct GitFetch {
  GitFetchOptions options;
  RunningAgents agents;
};
} // namespace

static llvm::Error addAgent(const BuildFlags &flags, GitFetch &fetch) {
  auto given = flags.agents.find("default");
  if (given == flags.agents.end()) {
    const char *socket = std::getenv("SSH_AUTH_SOCK");
    fetch.options.agentSocket = socket ? socket : "";
    return llvm::Error::success();
  }
  llvm::Expected<RunningAgents> agents = startAgents({*given});
  if (!agents)
    return agents.takeError();
  fetch.agents = std::move(*agents);
  fetch.options.agentSocket = fetch.agents.sockets["default"];
  return llvm::Error::success();
}

/// `isMain`: it is the context itself, which build arguments are about.
static llvm::Expected<GitFetch> prepareFetch(const BuildFlags &flags, const GitRef &ref,
                                             bool isMain, std::function<bool()> cancelled) {
  GitFetch fetch;
  GitFetchOptions &options = fetch.options;
  options.cancelled = std::move(cancelled);
  options.keepGitDir =
      ref.keepGitDir.value_or(false) ||
      (isMain &&
       gotext::parseBool(dockerfile::getBuildArg(flags.buildArgs, "BUILDKIT_CONTEXT_KEEP_GIT_DIR"))
           .value_or(false));
  options.commitTimes = ref.mtime == "commit" ||
                        (ref.mtime.empty() && isMain &&
                         !dockerfile::getBuildArg(flags.buildArgs, "SOURCE_DATE_EPOCH").empty());
  // Submodules may be of another scheme.
  if (llvm::Error error = addAgent(flags, fetch))
    return std::move(error);
  llvm::Expected<std::string> authorization = findAuthorization(flags, ref);
  if (!authorization)
    return authorization.takeError();
  options.authorization = std::move(*authorization);
  return fetch;
}

//===----------------------------------------------------------------------===//
// Fetching
//===----------------------------------------------------------------------===//

llvm::Expected<std::optional<int64_t>> resolveGitTime(const BuildFlags &flags, const GitRef &ref,
                                                      const std::function<bool()> &cancelled) {
  llvm::Expected<GitFetch> fetch = prepareFetch(flags, ref, /*isMain=*/false, cancelled);
  if (!fetch)
    return fetch.takeError();
  llvm::Expected<TemporaryDirectory> folder = TemporaryDirectory::create("imgc-git");
  if (!folder)
    return folder.takeError();
  return fetchGitTime(ref, fetch->options, folder->getPath());
}

llvm::Expected<std::string> ContextFetcher::checkOut(const std::string &url, const GitRef &ref,
                                                     bool isMain, GetStore getStore) {
  llvm::Expected<GitFetch> fetch = prepareFetch(flags, ref, isMain, cancelled);
  if (!fetch)
    return fetch.takeError();
  llvm::Expected<std::string> directory = openDirectory(getStore);
  if (!directory)
    return directory.takeError();
  llvm::Expected<GitCheckout> checkout = checkOutGit(ref, fetch->options, *directory);
  if (!checkout)
    return checkout.takeError();
  flags.gitTimes[url] = checkout->time;
  return std::move(checkout->path);
}

/// As BuildKit reads it: symbolic links stay inside.
llvm::Error ContextFetcher::findInTree(llvm::StringRef directory) {
  flags.dockerfileName = flags.innerFile;
  FileDescriptor root(::open(directory.str().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  std::vector<std::string> names{flags.innerFile};
  if (path::base(flags.innerFile) == "Dockerfile")
    names.push_back(path::join(path::dir(flags.innerFile), "dockerfile"));
  for (const std::string &name : names) {
    llvm::ErrorOr<std::string> text = readFileInRoot(root.get(), name, maxDockerfileSize);
    if (text) {
      flags.dockerfile = std::move(*text);
      return llvm::Error::success();
    }
    int error = text.getError().value();
    if (error != ENOENT && error != ENOTDIR)
      return makeErrnoError(ExitCode::SourceError,
                            "cannot read '" + name + "' in the context '" +
                                redactCredentials(flags.context) + "'",
                            error);
  }
  return notFound(flags.dockerfileName);
}

llvm::Error ContextFetcher::fetchGit(GetResolver getResolver, GetStore getStore) {
  flags.remoteContext = dockerfile::RemoteContext{flags.context, false, ""};
  // The definition names the repository only.
  if (!isBuilt && !flags.file.empty())
    return llvm::Error::success();
  llvm::Expected<std::optional<GitRef>> ref = parseGitRef(flags.context);
  if (!ref)
    return ref.takeError();
  if (!flags.resolveFrom.empty()) {
    llvm::Expected<SourceResolver *> resolver = getResolver();
    if (!resolver)
      return resolver.takeError();
    auto content = (*resolver)->describeSource({std::move(*ref), flags.context});
    if (!content)
      return content.takeError();
    return *content ? useKnown(**content) : notFound(flags.innerFile);
  }
  llvm::Expected<std::string> tree = checkOut(flags.context, **ref, /*isMain=*/true, getStore);
  if (!tree)
    return tree.takeError();
  if (flags.file.empty())
    if (llvm::Error error = findInTree(*tree))
      return error;
  if (!isBuilt)
    return llvm::Error::success();
  flags.remoteContext->localName = "context";
  flags.context = std::move(*tree);
  return llvm::Error::success();
}

} // namespace imgc::driver

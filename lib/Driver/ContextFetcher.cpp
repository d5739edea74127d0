//===- ContextFetcher.cpp - Contexts that are no directories --===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BuildContext.h"
#include "Commands.h"

#include "imgc/PlanFormat/plan.pb.h"
#include "imgc/Runtime/FileOps/ArchiveFile.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GitRef.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Url.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <poll.h>
#include <unistd.h>

namespace imgc::driver {

/// In place of the random id under which docker hands standard input over.
static constexpr llvm::StringLiteral inputURL = "http://buildkit-session/stdin";

//===----------------------------------------------------------------------===//
// What arrives
//===----------------------------------------------------------------------===//

llvm::Error ContextFetcher::addStaging(GetStore getStore) {
  llvm::Expected<Store *> opened = getStore();
  if (!opened)
    return opened.takeError();
  store = *opened;
  llvm::Expected<Staging> staging = store->createStaging();
  if (!staging)
    return staging.takeError();
  stagings.push_back(std::move(*staging));
  return llvm::Error::success();
}

llvm::Expected<Spool> ContextFetcher::openSpool(GetStore getStore) {
  if (!isBuilt)
    return Spool::open(); // only looked into
  if (llvm::Error error = addStaging(getStore))
    return std::move(error);
  return Spool::open(stagings.back().getDiffFD());
}

void ContextFetcher::discard() {
  folders.clear();
  if (stagings.empty())
    return;
  stagings.clear();
  store->collectGarbage();
}

/// Everything is there: decides what it is, and finds the Dockerfile.
llvm::Error ContextFetcher::finishSpool(Spool &spool, std::optional<int64_t> modified,
                                        llvm::StringRef url) {
  bool isArchive = looksLikeArchive(spool.getHead());
  if (llvm::Error error = isArchive ? findInArchive(spool) : takeDockerfileAlone(spool))
    return error;
  flags.remoteContext = dockerfile::RemoteContext{url.str(), isArchive, isBuilt ? "context" : ""};
  flags.remoteTime = modified;
  if (!modified && isArchive)
    flags.remoteTime = findLatestFileTime(spool.getFD());
  if (!isBuilt)
    return llvm::Error::success();
  flags.context = stagings.back().getDiffPath();
  return spool.setTime(modified);
}

//===----------------------------------------------------------------------===//
// The Dockerfile in it
//===----------------------------------------------------------------------===//

llvm::Error ContextFetcher::notFound(llvm::StringRef name) const {
  return makeError(ExitCode::SourceError,
                   "there is no Dockerfile '" + name + "' in the context '" +
                       redactCredentials(flags.context) + "'",
                   "-f names another file in it");
}

llvm::Error ContextFetcher::findInArchive(Spool &spool) {
  if (!flags.file.empty())
    return llvm::Error::success(); // it is on this machine
  flags.dockerfileName = flags.innerFile.empty() ? "Dockerfile" : flags.innerFile;
  std::vector<std::string> names{flags.dockerfileName};
  if (path::base(flags.dockerfileName) == "Dockerfile")
    names.push_back(path::join(path::dir(flags.dockerfileName), "dockerfile"));
  for (const std::string &name : names) {
    auto text = readArchiveFile(spool.getFD(), name, maxDockerfileSize);
    if (!text)
      return addContext(text.takeError(),
                        "'" + name + "' in the context '" + redactCredentials(flags.context) + "'",
                        ExitCode::SourceError);
    if (!*text)
      continue;
    flags.dockerfile = std::move(**text);
    return llvm::Error::success();
  }
  return notFound(flags.dockerfileName);
}

/// What was downloaded is the Dockerfile: as BuildKit names it.
llvm::Error ContextFetcher::takeDockerfileAlone(Spool &spool) {
  if (!flags.file.empty() || (!flags.innerFile.empty() && flags.innerFile != "Dockerfile"))
    return usageError("context '" + redactCredentials(flags.context) +
                          "' is a Dockerfile itself, not an archive",
                      "leave out -f");
  if (spool.getSize() > maxDockerfileSize)
    return makeError(ExitCode::SourceError, "context '" + redactCredentials(flags.context) +
                                                "' is neither an archive nor a Dockerfile");
  llvm::Expected<std::string> text = spool.read(maxDockerfileSize);
  if (!text)
    return text.takeError();
  flags.dockerfile = std::move(*text);
  flags.dockerfileName = "context";
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Where it comes from
//===----------------------------------------------------------------------===//

/// Waits for input so that an interrupt is seen.
static llvm::Expected<size_t> readSome(char *buffer, size_t capacity,
                                       const std::function<bool()> &cancelled) {
  for (;;) {
    if (cancelled && cancelled())
      return makeError(ExitCode::Interrupted, "the build was interrupted");
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    if (::poll(&input, 1, 200) <= 0)
      continue;
    ssize_t got = ::read(STDIN_FILENO, buffer, capacity);
    if (got >= 0)
      return got;
    if (errno != EINTR && errno != EAGAIN)
      return makeErrnoError(ExitCode::Environment, "cannot read standard input", errno);
  }
}

static llvm::Error readAll(Spool &spool, const std::function<bool()> &cancelled) {
  std::vector<char> buffer(1 << 18);
  for (;;) {
    llvm::Expected<size_t> got = readSome(buffer.data(), buffer.size(), cancelled);
    if (!got)
      return got.takeError();
    if (*got == 0)
      return llvm::Error::success();
    if (llvm::Error error = spool.append(llvm::StringRef(buffer.data(), *got)))
      return addContext(std::move(error), "standard input");
  }
}

llvm::Error ContextFetcher::readInput(GetStore getStore) {
  llvm::Expected<Spool> spool = openSpool(getStore);
  if (!spool)
    return spool.takeError();
  if (llvm::Error error = readAll(*spool, cancelled))
    return error;
  if (spool->getSize() == 0)
    return usageError("standard input is empty", "pipe a tar archive or a Dockerfile into it");
  if (looksLikeArchive(spool->getHead()))
    return finishSpool(*spool, std::nullopt, inputURL);
  if (!flags.innerFile.empty())
    return usageError("both standard input and -f name a Dockerfile",
                      "with a directory as the context, `-f -` reads it from standard input");
  // A Dockerfile alone: the context is empty.
  if (llvm::Error error = takeDockerfileAlone(*spool))
    return error;
  flags.dockerfileName = "Dockerfile";
  flags.context.clear();
  if (!isBuilt)
    return llvm::Error::success();
  flags.context = stagings.back().getDiffPath();
  if (::unlinkat(stagings.back().getDiffFD(), "context", 0) != 0)
    return makeErrnoError(ExitCode::Environment, "cannot make an empty context", errno);
  return llvm::Error::success();
}

llvm::Error ContextFetcher::downloadContext(GetStore getStore) {
  llvm::Expected<Spool> spool = openSpool(getStore);
  if (!spool)
    return spool.takeError();
  llvm::Expected<std::optional<int64_t>> modified = download(flags.context, *spool, cancelled);
  if (!modified)
    return addContext(modified.takeError(), "context");
  std::string url = flags.context;
  return finishSpool(*spool, *modified, url);
}

//===----------------------------------------------------------------------===//
// Named contexts
//===----------------------------------------------------------------------===//

static std::optional<GitRef> findGitRef(llvm::StringRef source) {
  llvm::Expected<std::optional<GitRef>> ref = parseGitRef(source);
  if (ref)
    return std::move(*ref);
  llvm::consumeError(ref.takeError()); // linking tells, where somebody uses it
  return std::nullopt;
}

void ContextFetcher::reserveNamed() {
  for (const auto &[name, source] : flags.namedContexts)
    if (isHTTPSource(source) || findGitRef(source))
      flags.downloads[name] = "_download-" + std::to_string(flags.downloads.size());
}

llvm::Error ContextFetcher::downloadFile(const std::string &source, GetStore getStore) {
  llvm::Expected<Spool> spool = openSpool(getStore);
  if (!spool)
    return spool.takeError();
  llvm::Expected<std::optional<int64_t>> modified = download(source, *spool, cancelled);
  if (!modified)
    return modified.takeError();
  return spool->setTime(*modified);
}

/// Gives the directory that has it.
llvm::Expected<std::string> ContextFetcher::fetchOne(const std::string &source,
                                                     GetStore getStore) {
  if (std::optional<GitRef> git = findGitRef(source))
    return checkOut(source, *git, /*isMain=*/false, getStore);
  if (llvm::Error error = downloadFile(source, getStore))
    return std::move(error);
  return stagings.back().getDiffPath();
}

llvm::Error ContextFetcher::fetchNamed(const plan::Plan &plan, GetStore getStore) {
  llvm::StringSet<> needed;
  for (const plan::Context &context : plan.contexts())
    needed.insert(context.id());
  for (const auto &[name, source] : flags.namedContexts) {
    auto id = flags.downloads.find(name);
    if (id == flags.downloads.end() || !needed.contains(id->second))
      continue;
    llvm::Expected<std::string> directory = fetchOne(source, getStore);
    if (!directory)
      return addContext(directory.takeError(), "--build-context " + name);
    flags.localContexts[id->second] = std::move(*directory);
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// All kinds
//===----------------------------------------------------------------------===//

/// --resolve-from says what the context is.
llvm::Error ContextFetcher::useKnown(const SourceContent &content) {
  if (isBuilt)
    return usageError("a context of --resolve-from cannot be built", "it is for --emit and --call");
  flags.remoteContext = dockerfile::RemoteContext{flags.context, content.isTree, ""};
  if (!flags.file.empty())
    return llvm::Error::success();
  flags.dockerfileName = content.isTree ? flags.innerFile : "context";
  std::string path = content.path;
  if (content.isTree) {
    path = path::join(path, flags.innerFile);
    std::string lower = path::join(path::dir(path), "dockerfile");
    if (path::base(path) == "Dockerfile" && !llvm::sys::fs::exists(path))
      path = lower;
  }
  auto text = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!text)
    return notFound(flags.dockerfileName);
  flags.dockerfile = (*text)->getBuffer().str();
  return llvm::Error::success();
}

llvm::Error ContextFetcher::fetch(GetResolver getResolver, GetStore getStore) {
  if (llvm::Error error = fetchMain(getResolver, getStore))
    return error;
  if (isBuilt && !flags.fromLLB)
    reserveNamed();
  return llvm::Error::success();
}

llvm::Error ContextFetcher::fetchMain(GetResolver getResolver, GetStore getStore) {
  switch (flags.contextKind) {
  case ContextKind::Directory:
    return llvm::Error::success();
  case ContextKind::StandardInput:
    return readInput(getStore);
  case ContextKind::Git:
    return fetchGit(getResolver, getStore);
  case ContextKind::Download:
    break;
  }
  if (flags.resolveFrom.empty())
    return downloadContext(getStore);
  llvm::Expected<SourceResolver *> resolver = getResolver();
  if (!resolver)
    return resolver.takeError();
  auto content = (*resolver)->describeSource({std::nullopt, flags.context});
  if (!content)
    return content.takeError();
  return *content ? useKnown(**content) : downloadContext(getStore);
}

} // namespace imgc::driver

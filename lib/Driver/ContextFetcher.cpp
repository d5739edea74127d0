//===- ContextFetcher.cpp - Contexts that are no directories --===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BuildContext.h"
#include "Commands.h"

#include "imgc/Runtime/FileOps/ArchiveFile.h"
#include "imgc/Runtime/Registry/Http.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace imgc::driver {

/// What standard input or a download may bring, and a Dockerfile may have.
static constexpr uint64_t maxContextSize = 16ull << 30, maxDockerfileSize = 16u << 20;
/// In place of the random id under which docker hands standard input over.
static constexpr llvm::StringLiteral inputURL = "http://buildkit-session/stdin";

//===----------------------------------------------------------------------===//
// The spool: what arrives, as one file
//===----------------------------------------------------------------------===//

llvm::Error ContextFetcher::openSpool(GetStore getStore) {
  if (!isBuilt) {
    // Only looked into, never named.
    llvm::SmallString<128> folder;
    llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, folder);
    spool.reset(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!spool)
      return makeErrnoError(ExitCode::Environment, "cannot write to '" + folder + "'", errno);
    return llvm::Error::success();
  }
  llvm::Expected<Store *> store = getStore();
  if (!store)
    return store.takeError();
  llvm::Expected<Staging> made = (*store)->createStaging();
  if (!made)
    return made.takeError();
  staging = std::move(*made);
  spool.reset(::openat(staging->getDiffFD(), "context", O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC,
                       0600));
  if (!spool)
    return makeErrnoError(ExitCode::Environment, "cannot keep the context in the store", errno);
  return llvm::Error::success();
}

llvm::Error ContextFetcher::append(llvm::StringRef bytes) {
  size += bytes.size();
  if (size > maxContextSize)
    return makeError(ExitCode::Usage, "the context is larger than 16 GiB");
  if (head.size() < 1024)
    head += bytes.take_front(1024 - head.size());
  while (!bytes.empty()) {
    ssize_t written = ::write(spool.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return makeErrnoError(ExitCode::Environment, "cannot write the context", errno);
    bytes = bytes.drop_front(written);
  }
  return llvm::Error::success();
}

/// Everything is there: decides what it is, and finds the Dockerfile.
llvm::Error ContextFetcher::finishSpool(std::optional<int64_t> modified, llvm::StringRef url) {
  bool isArchive = looksLikeArchive(head);
  if (isArchive) {
    if (llvm::Error error = findInArchive())
      return error;
  } else {
    if (llvm::Error error = checkDockerfileAlone())
      return error;
  }
  flags.remoteContext = dockerfile::RemoteContext{url.str(), isArchive, isBuilt ? "context" : ""};
  flags.remoteTime = modified;
  if (!modified && isArchive)
    flags.remoteTime = findLatestFileTime(spool.get());
  if (!staging)
    return llvm::Error::success();
  // A key must not depend on when it was downloaded.
  struct timespec times[2] = {{modified.value_or(0), 0}, {modified.value_or(0), 0}};
  if (::futimens(spool.get(), times) != 0)
    return makeErrnoError(ExitCode::Environment, "cannot write the context", errno);
  flags.context = staging->getDiffPath();
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// The Dockerfile in it
//===----------------------------------------------------------------------===//

static llvm::Error notFound(llvm::StringRef name, llvm::StringRef context) {
  return makeError(ExitCode::SourceError,
                   "there is no Dockerfile '" + name + "' in the context '" + context + "'",
                   "-f names another file in it");
}

llvm::Error ContextFetcher::findInArchive() {
  if (!flags.file.empty())
    return llvm::Error::success(); // it is on this machine
  flags.dockerfileName = flags.innerFile.empty() ? "Dockerfile" : flags.innerFile;
  std::vector<std::string> names{flags.dockerfileName};
  if (path::base(flags.dockerfileName) == "Dockerfile")
    names.push_back(path::join(path::dir(flags.dockerfileName), "dockerfile"));
  for (const std::string &name : names) {
    auto text = readArchiveFile(spool.get(), name, maxDockerfileSize);
    if (!text)
      return addContext(text.takeError(), "'" + name + "' in the context '" + flags.context + "'",
                        ExitCode::SourceError);
    if (!*text)
      continue;
    flags.dockerfile = std::move(**text);
    return llvm::Error::success();
  }
  return notFound(flags.dockerfileName, flags.context);
}

/// What was downloaded is the Dockerfile: as BuildKit names it.
llvm::Error ContextFetcher::checkDockerfileAlone() {
  if (!flags.file.empty() ||
      (!flags.innerFile.empty() && flags.innerFile != "Dockerfile"))
    return usageError("context '" + flags.context + "' is a Dockerfile itself, not an archive",
                      "leave out -f");
  if (size > maxDockerfileSize)
    return makeError(ExitCode::SourceError,
                     "context '" + flags.context + "' is neither an archive nor a Dockerfile");
  std::string text(size, '\0');
  size_t done = 0;
  while (done < size) {
    ssize_t got = ::pread(spool.get(), text.data() + done, size - done, done);
    if (got <= 0)
      return makeErrnoError(ExitCode::Environment, "cannot read the context", errno);
    done += got;
  }
  flags.dockerfile = std::move(text);
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
    if (::poll(&input, 1, 200) == 0)
      continue;
    ssize_t got = ::read(STDIN_FILENO, buffer, capacity);
    if (got >= 0)
      return got;
    if (errno != EINTR && errno != EAGAIN)
      return makeErrnoError(ExitCode::Environment, "cannot read standard input", errno);
  }
}

llvm::Error ContextFetcher::readInput(GetStore getStore) {
  if (llvm::Error error = openSpool(getStore))
    return error;
  std::vector<char> buffer(1 << 18);
  for (;;) {
    llvm::Expected<size_t> got = readSome(buffer.data(), buffer.size(), cancelled);
    if (!got)
      return got.takeError();
    if (*got == 0)
      break;
    if (llvm::Error error = append(llvm::StringRef(buffer.data(), *got)))
      return error;
  }
  if (size == 0)
    return usageError("standard input is empty", "pipe a tar archive or a Dockerfile into it");
  if (looksLikeArchive(head))
    return finishSpool(std::nullopt, inputURL);
  if (!flags.innerFile.empty())
    return usageError("both standard input and -f name a Dockerfile",
                      "with a directory as the context, `-f -` reads it from standard input");
  // A Dockerfile alone: the context is empty.
  if (llvm::Error error = checkDockerfileAlone())
    return error;
  flags.dockerfileName = "Dockerfile";
  if (staging && ::unlinkat(staging->getDiffFD(), "context", 0) != 0)
    return makeErrnoError(ExitCode::Environment, "cannot make an empty context", errno);
  flags.context = staging ? staging->getDiffPath() : "";
  return llvm::Error::success();
}

/// `Wed, 21 Oct 2015 07:28:00 GMT`.
static std::optional<int64_t> parseDate(llvm::StringRef text) {
  struct tm parts = {};
  std::string copy = text.str();
  const char *end = ::strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (!end || *end)
    return std::nullopt;
  return ::timegm(&parts);
}

llvm::Error ContextFetcher::download(GetStore getStore) {
  if (llvm::Error error = openSpool(getStore))
    return error;
  HttpRequest request;
  request.url = flags.context;
  request.maxBody = maxContextSize;
  request.cancelled = cancelled;
  HttpClient client;
  llvm::Expected<HttpResponse> response =
      client.send(request, [&](llvm::StringRef bytes) { return append(bytes); });
  if (!response)
    return addContext(response.takeError(), "context '" + flags.context + "'",
                      ExitCode::Registry);
  if (response->status < 200 || response->status > 299)
    return makeError(ExitCode::Registry, "context '" + flags.context + "': the server answers " +
                                             llvm::Twine(response->status));
  return finishSpool(parseDate(response->getHeader("last-modified")), std::string(flags.context));
}

/// --resolve-from says what the context is.
llvm::Error ContextFetcher::useKnown(const SourceContent &content) {
  if (isBuilt)
    return usageError("a context of --resolve-from cannot be built",
                      "it is for --emit and --call");
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
    return notFound(flags.dockerfileName, flags.context);
  flags.dockerfile = (*text)->getBuffer().str();
  return llvm::Error::success();
}

llvm::Error ContextFetcher::fetchGit(GetResolver getResolver) {
  if (isBuilt)
    return makeError(ExitCode::SourceError,
                     "the git repository '" + flags.context + "' as the context cannot be run yet",
                     "clone it, and name the directory");
  flags.remoteContext = dockerfile::RemoteContext{flags.context, false, ""};
  if (!flags.file.empty())
    return llvm::Error::success();
  if (flags.resolveFrom.empty())
    return usageError("reading '" + flags.innerFile + "' from the git repository '" +
                          flags.context + "' is not supported yet",
                      "an absolute path for -f, or `-f -`, reads a Dockerfile of this machine");
  llvm::Expected<SourceResolver *> resolver = getResolver();
  if (!resolver)
    return resolver.takeError();
  llvm::Expected<std::optional<GitRef>> ref = parseGitRef(flags.context);
  if (!ref)
    return ref.takeError();
  auto content = (*resolver)->describeSource({std::move(*ref), flags.context});
  if (!content)
    return content.takeError();
  return *content ? useKnown(**content) : notFound(flags.innerFile, flags.context);
}

llvm::Error ContextFetcher::fetch(GetResolver getResolver, GetStore getStore) {
  switch (flags.contextKind) {
  case ContextKind::Directory:
    return llvm::Error::success();
  case ContextKind::StandardInput:
    return readInput(getStore);
  case ContextKind::Git:
    return fetchGit(getResolver);
  case ContextKind::Download:
    break;
  }
  if (flags.resolveFrom.empty())
    return download(getStore);
  llvm::Expected<SourceResolver *> resolver = getResolver();
  if (!resolver)
    return resolver.takeError();
  auto content = (*resolver)->describeSource({std::nullopt, flags.context});
  if (!content)
    return content.takeError();
  return *content ? useKnown(**content) : download(getStore);
}

} // namespace imgc::driver

//===- Spool.cpp - What arrives, as a file ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Spool.h"

#include "imgc/Runtime/FileOps/ArchiveFile.h"
#include "imgc/Runtime/Registry/Http.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Url.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Path.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

namespace imgc::driver {

static constexpr uint64_t maxSize = 16ull << 30;

llvm::Expected<Spool> Spool::open(int directory) {
  Spool spool;
  llvm::SmallString<128> folder;
  llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, folder);
  if (directory >= 0)
    spool.fd.reset(::openat(directory, "context", O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600));
  else
    spool.fd.reset(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!spool.fd)
    return makeErrnoError(ExitCode::Environment, "cannot make a temporary file", errno);
  return spool;
}

llvm::Error Spool::append(llvm::StringRef bytes) {
  size += bytes.size();
  if (size > maxSize)
    return makeError(ExitCode::Usage, "more than 16 GiB");
  if (head.size() < 1024)
    head += bytes.take_front(1024 - head.size());
  while (!bytes.empty()) {
    ssize_t written = ::write(fd.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return makeErrnoError(ExitCode::Environment, "cannot write the context", errno);
    bytes = bytes.drop_front(written);
  }
  return llvm::Error::success();
}

llvm::Expected<std::string> Spool::read(uint64_t limit) const {
  if (size > limit)
    return makeError(ExitCode::SourceError, "it has more than " + llvm::Twine(limit) + " bytes");
  std::string text(size, '\0');
  for (size_t done = 0; done < size;) {
    ssize_t got = ::pread(fd.get(), text.data() + done, size - done, done);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return makeErrnoError(ExitCode::Environment, "cannot read the context", errno);
    done += got;
  }
  return text;
}

llvm::Error Spool::setTime(std::optional<int64_t> seconds) {
  struct timespec times[2] = {{seconds.value_or(0), 0}, {seconds.value_or(0), 0}};
  if (::futimens(fd.get(), times) == 0)
    return llvm::Error::success();
  return makeErrnoError(ExitCode::Environment, "cannot write the context", errno);
}

//===----------------------------------------------------------------------===//
// Downloads
//===----------------------------------------------------------------------===//

/// `Wed, 21 Oct 2015 07:28:00 GMT`.
static std::optional<int64_t> parseDate(llvm::StringRef text) {
  struct tm parts = {};
  std::string copy = text.str();
  const char *end = ::strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (!end || *end)
    return std::nullopt;
  return ::timegm(&parts);
}

llvm::Expected<std::optional<int64_t>> download(llvm::StringRef url, Spool &spool,
                                                const std::function<bool()> &cancelled) {
  HttpRequest request;
  request.url = url.str();
  request.maxBody = maxSize;
  request.cancelled = cancelled;
  HttpClient client;
  llvm::Expected<HttpResponse> response =
      client.send(request, [&](llvm::StringRef bytes) { return spool.append(bytes); });
  if (!response)
    return addContext(response.takeError(), "'" + redactCredentials(url) + "'", ExitCode::Registry);
  if (response->status < 200 || response->status > 299)
    return makeError(ExitCode::Registry, "'" + redactCredentials(url) + "': the server answers " +
                                             llvm::Twine(response->status));
  return parseDate(response->getHeader("last-modified"));
}

llvm::Expected<std::optional<int64_t>> resolveDownloadTime(llvm::StringRef url) {
  llvm::Expected<Spool> spool = Spool::open();
  if (!spool)
    return spool.takeError();
  llvm::Expected<std::optional<int64_t>> modified = download(url, *spool, {});
  if (!modified || *modified)
    return modified;
  return findLatestFileTime(spool->getFD());
}

} // namespace imgc::driver

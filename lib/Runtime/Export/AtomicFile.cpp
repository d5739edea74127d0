//===- AtomicFile.cpp - A file that appears when it is complete -----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AtomicFile.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/random.h>

namespace imgc {

AtomicFile::AtomicFile(AtomicFile &&other) noexcept
    : dir(std::move(other.dir)), file(std::move(other.file)), temp(std::move(other.temp)),
      name(std::move(other.name)) {
  other.temp.clear();
}

AtomicFile::~AtomicFile() {
  if (!temp.empty())
    ::unlinkat(dir.get(), temp.c_str(), 0);
}

llvm::Expected<AtomicFile> AtomicFile::create(llvm::StringRef path) {
  size_t slash = path.rfind('/');
  std::string directory = slash == llvm::StringRef::npos ? "."
                          : slash == 0                   ? "/"
                                                         : path.take_front(slash).str();
  llvm::StringRef name = slash == llvm::StringRef::npos ? path : path.drop_front(slash + 1);
  FileDescriptor dir(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!dir)
    return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + path + "'", errno);
  return createAt(dir.get(), name);
}

llvm::Expected<AtomicFile> AtomicFile::createAt(int dirfd, llvm::StringRef name) {
  AtomicFile result;
  uint64_t random = 0;
  (void)!::getrandom(&random, sizeof(random), 0);
  result.dir.reset(::fcntl(dirfd, F_DUPFD_CLOEXEC, 0));
  result.name = name.str();
  if (name.empty() || name == "." || name == "..")
    return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + name + "'", EISDIR);
  std::string temp = ".imgc-" + std::to_string(random);
  result.file.reset(
      ::openat(dirfd, temp.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!result.file)
    return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + name + "'", errno);
  result.temp = std::move(temp);
  return result;
}

llvm::Error AtomicFile::commit() {
  if (::renameat(dir.get(), temp.c_str(), dir.get(), name.c_str()) != 0)
    return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + name + "'", errno);
  temp.clear();
  return llvm::Error::success();
}

} // namespace imgc

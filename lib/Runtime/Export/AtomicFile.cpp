//===- AtomicFile.cpp - A file that appears when it is complete -----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AtomicFile.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include <cerrno>
#include <cstdio>
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

/// The directory that holds the last component of a path, and that component.
static FileDescriptor openHolder(llvm::StringRef path, llvm::StringRef &name) {
  size_t slash = path.rfind('/');
  std::string directory = slash == llvm::StringRef::npos ? "."
                          : slash == 0                   ? "/"
                                                         : path.take_front(slash).str();
  name = slash == llvm::StringRef::npos ? path : path.drop_front(slash + 1);
  return FileDescriptor(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static std::string makeTempName() {
  uint64_t random = 0;
  (void)!::getrandom(&random, sizeof(random), 0);
  return ".imgc-" + std::to_string(random);
}

llvm::Expected<AtomicFile> AtomicFile::create(llvm::StringRef path) {
  llvm::StringRef name;
  FileDescriptor dir = openHolder(path, name);
  if (!dir)
    return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + path + "'", errno);
  return createAt(dir.get(), name);
}

llvm::Expected<AtomicFile> AtomicFile::createAt(int dirfd, llvm::StringRef name) {
  AtomicFile result;
  result.dir.reset(::fcntl(dirfd, F_DUPFD_CLOEXEC, 0));
  result.name = name.str();
  if (name.empty() || name == "." || name == "..")
    return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + name + "'", EISDIR);
  // A file without a name is gone with the process, however that ends.
  result.file.reset(::openat(dirfd, ".", O_RDWR | O_TMPFILE | O_CLOEXEC, 0644));
  if (result.file)
    return result;
  std::string temp = makeTempName();
  result.file.reset(
      ::openat(dirfd, temp.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!result.file)
    return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + name + "'", errno);
  result.temp = std::move(temp);
  return result;
}

/// Gives a nameless file its name, or a temporary one when the name is taken.
int AtomicFile::giveName() {
  std::string from = procPath(file.get());
  auto link = [&](const std::string &to) {
    return ::linkat(AT_FDCWD, from.c_str(), dir.get(), to.c_str(), AT_SYMLINK_FOLLOW);
  };
  if (link(name) == 0)
    return 0;
  if (errno != EEXIST)
    return errno;
  std::string fresh = makeTempName();
  if (link(fresh) != 0)
    return errno;
  temp = std::move(fresh);
  return 0;
}

llvm::Error AtomicFile::commit() {
  if (temp.empty())
    if (int err = giveName())
      return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + name + "'", err);
  if (temp.empty())
    return llvm::Error::success();
  if (::renameat(dir.get(), temp.c_str(), dir.get(), name.c_str()) != 0)
    return makeErrnoError(ExitCode::BuildFailed, "cannot write '" + name + "'", errno);
  temp.clear();
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Directories
//===----------------------------------------------------------------------===//

AtomicDirectory::AtomicDirectory(AtomicDirectory &&other) noexcept
    : parent(std::move(other.parent)), directory(std::move(other.directory)),
      temp(std::move(other.temp)), name(std::move(other.name)) {
  other.temp.clear();
}

AtomicDirectory::~AtomicDirectory() {
  if (!temp.empty())
    removeTreeAt(parent.get(), temp);
}

llvm::Expected<AtomicDirectory> AtomicDirectory::create(llvm::StringRef path) {
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  AtomicDirectory result;
  auto fail = [&] {
    return makeErrnoError(ExitCode::BuildFailed, "cannot create '" + path + "'", errno);
  };
  result.directory.reset(::open(path.str().c_str(), flags));
  if (result.directory)
    return result;
  if (errno != ENOENT)
    return fail();
  llvm::StringRef trimmed = path.size() > 1 ? path.rtrim('/') : path, name;
  result.parent = openHolder(trimmed, name);
  if (!result.parent)
    return fail();
  // What is left to say no: a symlink to nothing, and names that are no names.
  struct stat st;
  if (name.empty() || name == "." || name == ".." ||
      ::fstatat(result.parent.get(), name.str().c_str(), &st, AT_SYMLINK_NOFOLLOW) == 0) {
    errno = ENOENT;
    return fail();
  }
  std::string temp = makeTempName();
  if (::mkdirat(result.parent.get(), temp.c_str(), 0755) != 0)
    return fail();
  result.temp = std::move(temp);
  result.name = name.str();
  result.directory.reset(::openat(result.parent.get(), result.temp.c_str(), flags | O_NOFOLLOW));
  if (!result.directory)
    return fail();
  return result;
}

llvm::Error AtomicDirectory::commit() {
  if (temp.empty())
    return llvm::Error::success();
  if (::renameat2(parent.get(), temp.c_str(), parent.get(), name.c_str(), RENAME_NOREPLACE) != 0 &&
      (errno != EINVAL || ::renameat(parent.get(), temp.c_str(), parent.get(), name.c_str()) != 0))
    return makeErrnoError(ExitCode::BuildFailed, "cannot create '" + name + "'", errno);
  temp.clear();
  return llvm::Error::success();
}

} // namespace imgc

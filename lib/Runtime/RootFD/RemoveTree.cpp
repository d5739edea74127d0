//===- RemoveTree.cpp - Removes a tree nobody can lead astray -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/RootFD/RootFD.h"

#include <cerrno>
#include <dirent.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/syscall.h>
#include <vector>

namespace imgc {

namespace {

std::error_code errnoCode(int err) { return {err, std::generic_category()}; }

struct CloseDirectory {
  void operator()(DIR *dir) const { ::closedir(dir); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

/// Opens a real directory on the same mount, or fails.
int openSameMount(int dirfd, const char *name) {
  struct open_how how = {};
  how.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  how.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
  int fd = ::syscall(SYS_openat2, dirfd, name, &how, sizeof(how));
  if (fd >= 0 || errno != ENOSYS)
    return fd;
  // Without openat2 a bind mount of the same file system is not seen.
  struct stat parent, st;
  if (::fstat(dirfd, &parent) != 0)
    return -1;
  fd = ::openat(dirfd, name, how.flags);
  if (fd >= 0 && ::fstat(fd, &st) == 0 && st.st_dev == parent.st_dev)
    return fd;
  int err = fd < 0 ? errno : EXDEV;
  if (fd >= 0)
    ::close(fd);
  errno = err;
  return -1;
}

/// Removes bottom up with an explicit stack. Beyond maxDepth open directories
/// it moves what is deeper up to the first level, so depth costs no descriptors.
class TreeRemover {
public:
  std::error_code run(int dirfd, const std::string &name);

private:
  struct Frame {
    Directory dir;
    std::string name;
    int fd() const { return ::dirfd(dir.get()); }
  };
  static constexpr size_t maxDepth = 128;

  std::error_code enter(int dirfd, const std::string &name);
  std::error_code removeOne(const char *name);
  std::error_code leave(int outer);

  std::vector<Frame> stack;
  uint64_t moved = 0;
  bool rescan = false;
};

std::error_code TreeRemover::enter(int dirfd, const std::string &name) {
  int fd = openSameMount(dirfd, name.c_str());
  if (fd < 0 && errno == EACCES) {
    // A directory without permissions, of our own: open it up.
    if (::fchmodat(dirfd, name.c_str(), 0700, 0) == 0)
      fd = openSameMount(dirfd, name.c_str());
  }
  if (fd < 0)
    return errno == ENOENT ? std::error_code() : errnoCode(errno);
  DIR *dir = ::fdopendir(fd);
  if (!dir) {
    int err = errno;
    ::close(fd);
    return errnoCode(err);
  }
  stack.push_back({Directory(dir), name});
  return {};
}

std::error_code TreeRemover::removeOne(const char *name) {
  Frame &frame = stack.back();
  if (::unlinkat(frame.fd(), name, 0) == 0 || errno == ENOENT)
    return {};
  if (errno == EACCES && ::fchmod(frame.fd(), 0700) == 0 && ::unlinkat(frame.fd(), name, 0) == 0)
    return {};
  if (errno != EISDIR && errno != EPERM)
    return errnoCode(errno);
  int unlinkError = errno;
  if (::unlinkat(frame.fd(), name, AT_REMOVEDIR) == 0)
    return {};
  if (stack.size() >= maxDepth) {
    std::string fresh = ".imgc-remove-" + std::to_string(::getpid()) + "-" + std::to_string(moved);
    ++moved;
    if (::renameat(frame.fd(), name, stack.front().fd(), fresh.c_str()) != 0)
      return errnoCode(errno);
    rescan = true;
    return {};
  }
  std::error_code ec = enter(frame.fd(), name);
  return ec == std::errc::not_a_directory ? errnoCode(unlinkError) : ec;
}

std::error_code TreeRemover::leave(int outer) {
  if (stack.size() == 1 && rescan) {
    rescan = false;
    ::rewinddir(stack.back().dir.get());
    return {};
  }
  std::string name = stack.back().name;
  stack.pop_back();
  int parent = stack.empty() ? outer : stack.back().fd();
  if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT)
    return {};
  return errnoCode(errno);
}

std::error_code TreeRemover::run(int dirfd, const std::string &name) {
  if (::unlinkat(dirfd, name.c_str(), 0) == 0 || errno == ENOENT)
    return {};
  if (errno != EISDIR && errno != EPERM)
    return errnoCode(errno);
  if (std::error_code ec = enter(dirfd, name))
    return ec;
  while (!stack.empty()) {
    errno = 0;
    struct dirent *entry = ::readdir(stack.back().dir.get());
    if (!entry && errno)
      return errnoCode(errno);
    llvm::StringRef child = entry ? llvm::StringRef(entry->d_name) : llvm::StringRef();
    if (entry && (child == "." || child == ".."))
      continue;
    if (std::error_code ec = entry ? removeOne(entry->d_name) : leave(dirfd))
      return ec;
  }
  return {};
}

} // namespace

std::error_code removeTreeAt(int dirfd, llvm::StringRef name) {
  if (name.empty() || name == "." || name == ".." || name.contains('/') || name.contains('\0'))
    return errnoCode(EINVAL);
  return TreeRemover().run(dirfd, name.str());
}

} // namespace imgc

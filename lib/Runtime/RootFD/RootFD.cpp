//===- RootFD.cpp - Paths inside untrusted trees --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/RootFD/RootFD.h"

#include "PathWalker.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"

#include <cerrno>
#include <cstdlib>
#include <linux/openat2.h>
#include <sys/syscall.h>

namespace imgc {

static std::error_code errnoCode(int err) { return {err, std::generic_category()}; }

static bool forcesPathWalk() {
  static const bool forced = ::getenv("IMGC_FORCE_PATH_WALK") != nullptr;
  return forced;
}

static int openat2(int dirfd, const char *path, int flags, mode_t mode, uint64_t resolve) {
  struct open_how how = {};
  how.flags = static_cast<unsigned>(flags) | O_CLOEXEC;
  // openat2 refuses a mode without O_CREAT.
  if (flags & O_CREAT)
    how.mode = mode;
  how.resolve = resolve;
  int fd;
  // EAGAIN: somebody renamed something during the resolution of `..`.
  do
    fd = ::syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
  while (fd < 0 && (errno == EAGAIN || errno == EINTR));
  return fd;
}

/// Opens the last component for a walker that stands in its directory. Follows
/// it, if it is a symlink, by sending the walker on.
static llvm::ErrorOr<FileDescriptor> openLast(PathWalker &walker, int flags, mode_t mode) {
  const bool follow = !(flags & O_NOFOLLOW) && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
  while (true) {
    if (std::error_code ec = walker.walk(/*keepLast=*/true))
      return ec;
    if (walker.getLast().empty()) {
      FileDescriptor fd(::openat(walker.getCurrent(), ".", flags | O_CLOEXEC, mode));
      if (!fd)
        return errnoCode(errno);
      return fd;
    }
    if (follow) {
      FileDescriptor link(
          ::openat(walker.getCurrent(), walker.getLast().c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
      struct stat st;
      if (link && ::fstat(link.get(), &st) == 0 && S_ISLNK(st.st_mode)) {
        if (std::error_code ec = walker.followLink(link.get()))
          return ec;
        continue;
      }
    }
    FileDescriptor fd(::openat(walker.getCurrent(), walker.getLast().c_str(),
                               flags | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!fd)
      return errnoCode(errno);
    return fd;
  }
}

static llvm::ErrorOr<FileDescriptor> openByWalk(int root, llvm::StringRef path, int flags,
                                                mode_t mode) {
  PathWalker walker(root, path);
  if (path.ends_with("/"))
    flags |= O_DIRECTORY;
  return openLast(walker, flags, mode);
}

/// A NUL would end the name early for the kernel and not for us.
static bool hasNul(llvm::StringRef path) { return path.contains('\0'); }

llvm::ErrorOr<FileDescriptor> openInRoot(int root, llvm::StringRef path, int flags, mode_t mode) {
  if (hasNul(path))
    return errnoCode(EINVAL);
  if (forcesPathWalk())
    return openByWalk(root, path, flags, mode);
  llvm::SmallString<256> text(path.empty() ? llvm::StringRef(".") : path);
  FileDescriptor fd(
      openat2(root, text.c_str(), flags, mode, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS));
  if (fd)
    return fd;
  if (errno == ENOSYS)
    return openByWalk(root, path, flags, mode);
  return errnoCode(errno);
}

llvm::ErrorOr<ParentInRoot> openParentInRoot(int root, llvm::StringRef path) {
  if (hasNul(path))
    return errnoCode(EINVAL);
  llvm::StringRef trimmed = path.rtrim('/');
  auto [dir, name] = trimmed.contains('/')
                         ? trimmed.rsplit('/')
                         : std::pair<llvm::StringRef, llvm::StringRef>("", trimmed);
  if (name.empty() || name == "." || name == "..")
    return errnoCode(EINVAL);
  llvm::ErrorOr<FileDescriptor> parent = openInRoot(root, dir, O_PATH | O_DIRECTORY);
  if (!parent)
    return parent.getError();
  return ParentInRoot{std::move(*parent), name.str()};
}

//===----------------------------------------------------------------------===//
// Making directories
//===----------------------------------------------------------------------===//

/// Makes one directory and gives it its owner, mode and times.
static int createDirectory(int dirfd, llvm::StringRef name, const MkdirOptions &options) {
  std::string text = name.str();
  if (::mkdirat(dirfd, text.c_str(), 0700) != 0)
    return errno;
  FileDescriptor fd(::openat(dirfd, text.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd)
    return errno;
  if ((options.uid || options.gid) &&
      ::fchown(fd.get(), options.uid.value_or(uid_t(-1)), options.gid.value_or(gid_t(-1))) != 0)
    return errno;
  if (::fchmod(fd.get(), options.mode) != 0)
    return errno;
  if (options.mtime) {
    struct timespec times[2] = {*options.mtime, *options.mtime};
    if (::futimens(fd.get(), times) != 0)
      return errno;
  }
  return 0;
}

llvm::ErrorOr<FileDescriptor> mkdirsInRoot(int root, llvm::StringRef path,
                                           const MkdirOptions &options) {
  llvm::ErrorOr<FileDescriptor> existing = openInRoot(root, path, O_RDONLY | O_DIRECTORY);
  if (existing || existing.getError() != std::errc::no_such_file_or_directory)
    return existing;

  auto create = [&](PathWalker &walker, llvm::StringRef name) -> int {
    if (!options.parents && !walker.atEnd())
      return ENOENT;
    if (int err = createDirectory(walker.getCurrent(), name, options))
      return err;
    if (options.created) {
      std::string where = walker.getCurrentPath();
      options.created(where.empty() ? name.str() : where + "/" + name.str());
    }
    return 0;
  };
  PathWalker walker(root, path);
  if (std::error_code ec = walker.walk(/*keepLast=*/false, create))
    return ec;
  FileDescriptor fd(::openat(walker.getCurrent(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd)
    return errnoCode(errno);
  return fd;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

llvm::ErrorOr<std::string> readFileInRoot(int root, llvm::StringRef path, size_t maxBytes) {
  llvm::ErrorOr<FileDescriptor> fd = openInRoot(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd)
    return fd.getError();
  struct stat st;
  if (::fstat(fd->get(), &st) != 0)
    return errnoCode(errno);
  if (!S_ISREG(st.st_mode))
    return errnoCode(S_ISDIR(st.st_mode) ? EISDIR : EINVAL);
  if (static_cast<uint64_t>(st.st_size) > maxBytes)
    return errnoCode(EFBIG);
  // The size may lie (a file that grows, a pseudo file): read until the end.
  std::string content;
  char buffer[16384];
  while (true) {
    ssize_t n = ::read(fd->get(), buffer, sizeof(buffer));
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return errnoCode(errno);
    if (n == 0)
      return content;
    content.append(buffer, n);
    if (content.size() > maxBytes)
      return errnoCode(EFBIG);
  }
}

llvm::ErrorOr<struct stat> statInRoot(int root, llvm::StringRef path, FollowLast follow) {
  int flags = O_PATH | (follow == FollowLast::No ? O_NOFOLLOW : 0);
  llvm::ErrorOr<FileDescriptor> fd = openInRoot(root, path, flags);
  if (!fd)
    return fd.getError();
  struct stat st;
  if (::fstat(fd->get(), &st) != 0)
    return errnoCode(errno);
  return st;
}

llvm::ErrorOr<std::string> readlinkAt(int dirfd, llvm::StringRef name) {
  std::string text = name.str();
  std::string target(256, '\0');
  while (true) {
    ssize_t n = ::readlinkat(dirfd, text.c_str(), target.data(), target.size());
    if (n < 0)
      return errnoCode(errno);
    if (static_cast<size_t>(n) < target.size()) {
      target.resize(n);
      return target;
    }
    if (target.size() > (1u << 16))
      return errnoCode(ENAMETOOLONG);
    target.resize(target.size() * 4);
  }
}

llvm::ErrorOr<std::string> readlinkInRoot(int root, llvm::StringRef path) {
  llvm::ErrorOr<ParentInRoot> place = openParentInRoot(root, path);
  if (!place)
    return place.getError();
  return readlinkAt(place->parent.get(), place->name);
}

std::string procPath(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

} // namespace imgc

//===- OverlayLegacy.cpp - Overlays by mount(2) ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// mount(2) needs a mount point and has one page for all options. A thread with
// a mount namespace and a working directory of its own uses /proc as mount
// point and, standing in /proc/self/fd, names each layer by its number.
//
//===----------------------------------------------------------------------===//

#include "OverlayInternal.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/StringExtras.h"

#include <cerrno>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <thread>

using namespace imgc;

namespace {
class LegacyMount {
public:
  explicit LegacyMount(const OverlaySpec &spec) : spec(spec) {}

  /// Runs on the thread whose namespace is thrown away.
  void run();

  FileDescriptor result;
  int err = 0;
  const char *what = "";

private:
  bool fail(const char *step) {
    err = errno;
    what = step;
    return false;
  }
  /// Opens the same directory in this mount namespace: overlayfs only takes
  /// layers from mounts of the caller's own.
  bool reopen(int fd, std::string &name);
  bool collect(std::string &options);
  bool mountOn(const char *target);

  const OverlaySpec &spec;
  std::vector<FileDescriptor> opened;
};
} // namespace

bool LegacyMount::reopen(int fd, std::string &name) {
  char buffer[4096];
  ssize_t length = ::readlink(procPath(fd).c_str(), buffer, sizeof(buffer) - 1);
  if (length < 0)
    return fail("readlink");
  buffer[length] = 0;
  FileDescriptor again(::open(buffer, O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!again)
    return fail("open layer");
  struct stat before, after;
  if (::fstat(fd, &before) || ::fstat(again.get(), &after))
    return fail("stat layer");
  if (before.st_dev != after.st_dev || before.st_ino != after.st_ino) {
    errno = ESTALE;
    return fail("layer moved");
  }
  name = llvm::utostr(again.get());
  opened.push_back(std::move(again));
  return true;
}

bool LegacyMount::collect(std::string &options) {
  std::string name;
  options = "lowerdir=";
  for (size_t i = 0; i < spec.lowers.size(); ++i) {
    if (!reopen(spec.lowers[i], name))
      return false;
    options += (i ? ":" : "") + name;
  }
  if (spec.upper >= 0) {
    if (!reopen(spec.upper, name))
      return false;
    options += ",upperdir=" + name;
    if (!reopen(spec.work, name))
      return false;
    options += ",workdir=" + name + ",volatile";
  }
  options += ",redirect_dir=nofollow,metacopy=off,index=off";
  if (usesUserXattr())
    options += ",userxattr";
  return true;
}

bool LegacyMount::mountOn(const char *target) {
  std::string options;
  if (!collect(options))
    return false;
  if (options.size() >= 4095) {
    errno = E2BIG;
    return fail("too many layers for mount(2)");
  }
  if (::chdir("/proc/self/fd"))
    return fail("chdir");
  unsigned long flags = spec.readOnly || spec.upper < 0 ? MS_RDONLY : 0;
  if (::mount("overlay", target, "overlay", flags, options.c_str()))
    return fail("mount");
  result.reset(::open_tree(AT_FDCWD, target, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
  if (!result)
    return fail("open_tree");
  return true;
}

void LegacyMount::run() {
  if (::unshare(CLONE_NEWNS | CLONE_FS)) {
    fail("unshare");
    return;
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr)) {
    fail("make private");
    return;
  }
  mountOn("/proc");
}

llvm::Expected<FileDescriptor> detail::mountOverlayLegacy(const OverlaySpec &spec) {
  LegacyMount mount(spec);
  std::thread(&LegacyMount::run, &mount).join();
  if (mount.err)
    return makeOverlayError(mount.err, mount.what);
  return std::move(mount.result);
}

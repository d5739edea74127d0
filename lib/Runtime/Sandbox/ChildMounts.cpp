//===- ChildMounts.cpp - The mounts of a sandbox --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every mount is attached by descriptor: the target is opened inside the root,
// and what is opened is what is mounted on. No path of the image is ever given
// to mount(2). Runs between clone and exec: system calls only.
//
//===----------------------------------------------------------------------===//

#include "Child.h"

#include <linux/magic.h>
#include <linux/openat2.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace imgc::detail;

namespace {
constexpr uint64_t lockedDown = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;

class Mounter {
public:
  explicit Mounter(const ChildPlan &plan) : plan(plan) {}

  void prepare();
  void attachBase();
  void attachUser();
  void pivot();

private:
  [[noreturn]] void fail(ChildStage stage, uint32_t index = 0) {
    childFail(plan, stage, errno, index);
  }
  /// Opens a name below `directory` that no symlink or mount may redirect.
  int openPlain(int directory, const char *name, uint64_t flags = O_DIRECTORY);
  void attach(int tree, int target, ChildStage stage, uint32_t index = 0);
  int makeMount(const char *type, uint64_t attributes, uint32_t index);
  int cloneReadOnly(int directory, const char *name, uint32_t index, uint64_t attributes = 0);
  void mask(int tree, const char *const *paths);
  void makeReadOnly(int tree, const char *const *paths);
  void attachDevices();
  void attachFile(const char *name, const char *target, uint32_t index);
  uint64_t mountId(int directory, const char *path);
  int openTarget(const ChildMount &mount, uint32_t index);

  const ChildPlan &plan;
  int proc = -1, sys = -1;
};
} // namespace

int Mounter::openPlain(int directory, const char *name, uint64_t flags) {
  struct open_how how = {};
  how.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC | flags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
  return ::syscall(SYS_openat2, directory, name, &how, sizeof(how));
}

void Mounter::attach(int tree, int target, ChildStage stage, uint32_t index) {
  if (target < 0 ||
      ::move_mount(tree, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH))
    fail(stage, index);
  ::close(target);
}

/// Base mounts are numbered for the error message: see baseNames in Sandbox.cpp.
int Mounter::makeMount(const char *type, uint64_t attributes, uint32_t index) {
  int context = ::fsopen(type, FSOPEN_CLOEXEC);
  if (context < 0 || ::fsconfig(context, FSCONFIG_CMD_CREATE, nullptr, nullptr, 0))
    fail(ChildStage::MountBase, index);
  int mount = ::fsmount(context, FSMOUNT_CLOEXEC, attributes);
  if (mount < 0)
    fail(ChildStage::MountBase, index);
  ::close(context);
  return mount;
}

/// The new root and the scaffold go on top of the old root, which nothing
/// looks at any more.
void Mounter::prepare() {
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr))
    fail(ChildStage::MountRoot);
  if (::move_mount(plan.scaffold, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) ||
      ::move_mount(plan.root, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH))
    fail(ChildStage::MountRoot);
}

/// A read-only mount of one file or directory. The clone is made read-only, not
/// what it is cloned from: descriptors of other threads, open for writing for
/// an instant in the child of yet another, would make that fail.
int Mounter::cloneReadOnly(int directory, const char *name, uint32_t index, uint64_t flags) {
  struct mount_attr attributes = {};
  attributes.attr_set = MOUNT_ATTR_RDONLY | flags;
  int clone = ::open_tree(directory, name,
                          OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | (*name ? 0 : AT_EMPTY_PATH));
  if (clone < 0 || ::mount_setattr(clone, "", AT_EMPTY_PATH, &attributes, sizeof(attributes)))
    fail(ChildStage::MountBase, index);
  return clone;
}

void Mounter::mask(int tree, const char *const *paths) {
  for (; *paths; ++paths) {
    int target = openPlain(tree, *paths, 0);
    if (target < 0) {
      if (errno == ENOENT)
        continue;
      fail(ChildStage::MountBase, 5);
    }
    struct stat st;
    if (::fstat(target, &st))
      fail(ChildStage::MountBase, 5);
    int cover = S_ISDIR(st.st_mode) ? cloneReadOnly(plan.scaffold, "empty", 5, lockedDown)
                                    : cloneReadOnly(plan.dev, "null", 5);
    attach(cover, target, ChildStage::MountBase, 5);
    ::close(cover);
  }
}

void Mounter::makeReadOnly(int tree, const char *const *paths) {
  for (; *paths; ++paths) {
    int target = openPlain(tree, *paths, 0);
    if (target < 0) {
      if (errno == ENOENT)
        continue;
      fail(ChildStage::MountBase, 5);
    }
    int cover = cloneReadOnly(target, "", 5);
    attach(cover, target, ChildStage::MountBase, 5);
    ::close(cover);
  }
}

void Mounter::attachDevices() {
  attach(plan.dev, openPlain(plan.root, "dev"), ChildStage::MountBase, 2);
  for (size_t i = 0; i < plan.deviceCount; ++i) {
    int node = plan.hostDevices ? plan.hostDevices[i]
                                : ::open_tree(plan.scaffold, plan.deviceNames[i],
                                              OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (node < 0)
      fail(ChildStage::MountBase, 2);
    attach(node, openPlain(plan.dev, plan.deviceNames[i], 0), ChildStage::MountBase, 2);
    ::close(node);
  }
  attach(plan.pts, openPlain(plan.dev, "pts"), ChildStage::MountBase, 3);
  attach(plan.shm, openPlain(plan.dev, "shm"), ChildStage::MountBase, 4);
  int queue = makeMount("mqueue", lockedDown, 6);
  attach(queue, openPlain(plan.dev, "mqueue"), ChildStage::MountBase, 6);
  ::close(queue);
}

void Mounter::attachFile(const char *name, const char *path, uint32_t index) {
  struct open_how how = {};
  how.flags = O_PATH | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  int target = ::syscall(SYS_openat2, plan.root, path, &how, sizeof(how));
  if (target < 0)
    fail(ChildStage::MountBase, index);
  struct stat st;
  struct statfs fs;
  if (::fstat(target, &st) || ::fstatfs(target, &fs))
    fail(ChildStage::MountBase, index);
  // An image whose resolv.conf is a link to /dev/null wants none.
  if (!S_ISREG(st.st_mode) || fs.f_type == PROC_SUPER_MAGIC || fs.f_type == SYSFS_MAGIC) {
    ::close(target);
    return;
  }
  int file = cloneReadOnly(plan.scaffold, name, index, lockedDown);
  attach(file, target, ChildStage::MountBase, index);
  ::close(file);
}

void Mounter::attachBase() {
  proc = makeMount("proc", lockedDown, 0);
  attach(proc, openPlain(plan.root, "proc"), ChildStage::MountBase, 0);
  sys = makeMount("sysfs", lockedDown | (plan.confine ? MOUNT_ATTR_RDONLY : 0), 1);
  attach(sys, openPlain(plan.root, "sys"), ChildStage::MountBase, 1);
  if (plan.cgroup2) {
    int group = makeMount("cgroup2", lockedDown | (plan.confine ? MOUNT_ATTR_RDONLY : 0), 7);
    attach(group, openPlain(sys, "fs/cgroup"), ChildStage::MountBase, 7);
    ::close(group);
  }
  attachDevices();
  attachFile("hosts", "etc/hosts", 8);
  attachFile("resolv.conf", "etc/resolv.conf", 9);
  if (!plan.confine)
    return;
  mask(proc, plan.maskedProc);
  mask(sys, plan.maskedSys);
  makeReadOnly(proc, plan.readOnlyProc);
}

/// The stub layer has the target. A target inside another mount is created
/// there; elsewhere too, where the caller has not used a stub layer.
int Mounter::openTarget(const ChildMount &mount, uint32_t index) {
  struct open_how how = {};
  how.flags = O_PATH | O_CLOEXEC | (mount.isFile ? 0 : O_DIRECTORY);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  int target = ::syscall(SYS_openat2, plan.root, mount.target.full(), &how, sizeof(how));
  if (target >= 0 || errno != ENOENT)
    return target;
  PathChain parents = mount.target;
  if (mount.isFile)
    --parents.count;
  int directory = childMkdirs(plan.root, parents, 0, 0);
  if (directory < 0) {
    errno = -directory;
    fail(ChildStage::MountTarget, index);
  }
  if (!mount.isFile)
    return directory;
  const char *name = mount.target.full();
  for (const char *c = name; *c; ++c)
    if (*c == '/')
      name = c + 1;
  int file = ::openat(directory, name, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, 0644);
  if (file < 0)
    fail(ChildStage::MountTarget, index);
  ::close(file);
  if (directory != plan.root)
    ::close(directory);
  return ::syscall(SYS_openat2, plan.root, mount.target.full(), &how, sizeof(how));
}

void Mounter::attachUser() {
  for (uint32_t i = 0; i < plan.mountCount; ++i) {
    int target = openTarget(plan.mounts[i], i);
    if (target < 0)
      fail(ChildStage::MountTarget, i);
    struct stat st;
    struct statfs fs;
    if (::fstat(target, &st) || ::fstatfs(target, &fs))
      fail(ChildStage::MountTarget, i);
    // However the image's symlinks lead there.
    if (fs.f_type == PROC_SUPER_MAGIC || fs.f_type == SYSFS_MAGIC) {
      errno = EXDEV;
      fail(ChildStage::MountTarget, i);
    }
    if (S_ISDIR(st.st_mode) == plan.mounts[i].isFile) {
      errno = plan.mounts[i].isFile ? EISDIR : ENOTDIR;
      fail(ChildStage::MountTarget, i);
    }
    attach(plan.mounts[i].tree, target, ChildStage::MountTarget, i);
  }
}

uint64_t Mounter::mountId(int directory, const char *path) {
  struct statx st;
  if (::statx(directory, path, *path ? 0 : AT_EMPTY_PATH, STATX_MNT_ID, &st))
    fail(ChildStage::PivotRoot);
  return st.stx_mnt_id;
}

void Mounter::pivot() {
  struct mount_attr attributes = {};
  attributes.attr_set =
      (plan.readOnlyRoot ? MOUNT_ATTR_RDONLY : 0) | (plan.confine ? MOUNT_ATTR_NODEV : 0);
  if (attributes.attr_set) {
    if (::mount_setattr(plan.root, "", AT_EMPTY_PATH, &attributes, sizeof(attributes)))
      fail(ChildStage::PivotRoot);
  }
  if (::fchdir(plan.root) || ::syscall(SYS_pivot_root, ".", ".") || ::chdir("/"))
    fail(ChildStage::PivotRoot);
  // The old root, and on it the scaffold, now lie on top of the new root, where
  // "/.." leads to them. They are taken off until "/.." is the root itself.
  uint64_t rootId = mountId(plan.root, "");
  for (int i = 0; i < 8 && mountId(AT_FDCWD, "/..") != rootId; ++i)
    if (::umount2("/..", MNT_DETACH))
      fail(ChildStage::PivotRoot);
  if (mountId(AT_FDCWD, "/..") != rootId || mountId(AT_FDCWD, "/") != rootId) {
    errno = EXDEV;
    fail(ChildStage::PivotRoot);
  }
}

void imgc::detail::childMounts(const ChildPlan &plan) {
  Mounter mounter(plan);
  mounter.prepare();
  mounter.attachBase();
  mounter.attachUser();
  mounter.pivot();
}

//===- ChildPlan.h - What the sandbox's first process does ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The child of a multi-threaded process shares its memory until exec: it may
// not allocate, lock, or call anything that does. So everything it needs is
// prepared here as plain data, and it reports errors as plain data.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SANDBOX_CHILDPLAN_H
#define IMGC_LIB_RUNTIME_SANDBOX_CHILDPLAN_H

#include <linux/filter.h>

#include <cstddef>
#include <cstdint>
#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>

namespace imgc::detail {

/// A path and all its ancestors below the root, outermost first, the path
/// itself last: what a mkdir -p needs without building strings.
struct PathChain {
  const char *const *prefixes = nullptr;
  size_t count = 0;
  const char *full() const { return prefixes[count - 1]; }
};

/// A mount of the spec, ready to be attached.
struct ChildMount {
  PathChain target; // relative to the root
  /// A detached mount.
  int tree = -1;
  /// The source is a file.
  bool isFile = false;
};

struct ChildLimit {
  int resource;
  struct rlimit value;
};

/// Where in its work the child failed.
enum class ChildStage : uint32_t {
  None,
  Setup,
  MountRoot,
  MountBase,
  MountTarget,
  PivotRoot,
  Network,
  WorkDir,
  WorkDirEscape,
  Limits,
  Credentials,
  Seccomp,
  MagicProgram,
  Exec,
};

/// Written to the status pipe; nothing is written when exec succeeded.
struct ChildFailure {
  ChildStage stage;
  int32_t error;
  /// Of the mount, limit or base path concerned.
  uint32_t index;
};

/// All pointers outlive the exec.
struct ChildPlan {
  int statusFD = -1;
  /// The parent's end, closed by the child so that it notices the parent's death.
  int statusReadFD = -1;
  int stdio[3] = {-1, -1, -1};
  bool newSession = true;

  int root = -1;
  bool readOnlyRoot = false;
  /// A tmpfs with `hosts`, `resolv.conf`, the directory `empty` and device nodes.
  int scaffold = -1;
  int dev = -1, pts = -1, shm = -1;
  /// Bound onto files of `dev` one by one, from the scaffold, or from mounts of
  /// the host's where nodes cannot be made.
  const char *const *deviceNames = nullptr;
  size_t deviceCount = 0;
  const int *hostDevices = nullptr;
  bool cgroup2 = false;
  bool confine = true; // masked and read-only paths, no devices in the root
  const char *const *maskedProc = nullptr;
  const char *const *maskedSys = nullptr;
  const char *const *readOnlyProc = nullptr;
  const ChildMount *mounts = nullptr;
  size_t mountCount = 0;

  const char *hostname = "";
  bool loopback = false;
  PathChain cwd; // relative to the root; count 0 is the root
  const ChildLimit *limits = nullptr;
  size_t limitCount = 0;

  uint64_t capabilities = 0;
  int lastCapability = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  const gid_t *groups = nullptr;
  size_t groupCount = 0;
  mode_t umask = 022;
  const struct sock_fprog *filters[2] = {nullptr, nullptr};

  /// Tried in turn, as execvp does.
  const char *const *programs = nullptr;
  char *const *argv = nullptr;
  char *const *envp = nullptr;
};

/// The body of the child, for clone(2) on a stack of its own. Never returns.
int runChild(void *plan);

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_SANDBOX_CHILDPLAN_H

//===- SandboxSpec.h - What one RUN step runs with --------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SANDBOX_SANDBOXSPEC_H
#define IMGC_RUNTIME_SANDBOX_SANDBOXSPEC_H

#include "imgc/Support/Platform.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc {

/// Any other value is refused: a plan cannot ask for less confinement by
/// naming a mode that does not exist.
enum class NetworkMode : int {
  /// The network namespace of the caller.
  Host = 0,
  /// A new one in which only `lo` is up.
  None = 1,
};

enum class SecurityMode : int {
  /// BuildKit's default: 14 capabilities, seccomp filter, masked paths.
  Sandbox = 0,
  /// All capabilities of the caller, no filter, no masked paths. Whoever builds
  /// the spec has checked that the user allowed it.
  Insecure = 1,
};

/// One mount besides the standard ones. Attached in order of depth, then of
/// the list.
struct SandboxMount {
  enum class Kind {
    /// `source` is a descriptor (O_PATH is enough) of a directory or file in
    /// the caller's mount namespace; that very inode is bound.
    Bind,
    /// `source` is a detached mount (mountOverlay, open_tree), which is moved
    /// into the sandbox and cannot be used for a second one.
    Tree,
    Tmpfs,
    /// A read-only file that holds `content` and lies in memory only: a secret.
    File,
  };
  Kind kind = Kind::Bind;
  /// Absolute; resolved inside the sandbox's root. /proc, /sys and what is
  /// below them are refused.
  std::string target;
  /// Borrowed.
  int source = -1;
  bool readOnly = false;
  /// Of a tmpfs, bytes; 0 is the kernel's default (half of the memory).
  uint64_t size = 0;
  /// Of a file: its content, owner and permissions.
  std::string content;
  uint32_t uid = 0, gid = 0, mode = 0400;
};

struct SandboxUlimit {
  /// Docker's name: `nofile`, `nproc`, `core`, …
  std::string name;
  /// -1 is unlimited.
  int64_t soft = -1;
  int64_t hard = -1;
};

/// A hosts entry of --add-host.
struct SandboxHost {
  std::string name;
  std::string address;
};

struct SandboxSpec {
  /// A detached mount (mountOverlay); moved into the sandbox.
  int root = -1;
  /// `root` is remounted read-only.
  bool readOnlyRoot = false;
  /// args[0] is looked up in PATH of `env` when it has no slash.
  std::vector<std::string> args;
  /// `NAME=value`, complete and in order; nothing of the caller's environment
  /// is added. Absent, PATH gets its default and HOME the user's of the image.
  std::vector<std::string> env;
  /// Created 0755, owned by the user, when missing.
  std::string cwd = "/";
  /// `name|uid[:group|gid]`; resolved in the image; empty is root.
  std::string user;
  std::string hostname = "buildkitsandbox";
  NetworkMode network = NetworkMode::Host;
  SecurityMode security = SecurityMode::Sandbox;
  std::vector<SandboxMount> mounts;
  std::vector<SandboxHost> extraHosts;
  std::vector<SandboxUlimit> ulimits;
  /// Size of /dev/shm in bytes.
  uint64_t shmSize = 64u << 20;
  mode_t umask = 022;
  /// What the command is for; unset is the host's. Others are an error.
  std::optional<Platform> platform;
  /// Off only for debugging; SecurityMode::Insecure implies off.
  bool seccomp = true;
  /// How long a cancelled command may take between SIGTERM and SIGKILL.
  unsigned cancelGraceMs = 300;
  /// Content of /etc/resolv.conf; unset takes the host's.
  std::optional<std::string> resolvConf;
};

} // namespace imgc

#endif // IMGC_RUNTIME_SANDBOX_SANDBOXSPEC_H

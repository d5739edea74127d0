//===- Sandbox.h - Runs one command in an image -----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The command is process 1 of a new pid namespace, as under runc; when it ends,
// the kernel ends whatever it left behind before the result is returned. All
// mounts live in a mount namespace that dies with it. Nothing needs cleaning.
//
// Devices other than null, zero, full, random, urandom, tty and the terminals do
// not open on any mount of the sandbox, whoever made their nodes: all mounts are
// nodev, and those are bound one by one. There is no cgroup per step, so memory
// and number of processes are not limited.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SANDBOX_SANDBOX_H
#define IMGC_RUNTIME_SANDBOX_SANDBOX_H

#include "imgc/Runtime/Sandbox/SandboxSpec.h"
#include "imgc/Runtime/Snapshot/StubLayer.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace imgc {

struct SandboxResult {
  /// Of the command; 128 + signal when a signal ended it; 127 when it was not
  /// found in the image and 126 when it could not be executed (see `startError`).
  int exitCode = 0;
  /// The signal that ended the command, or 0.
  int signal = 0;
  /// The kernel killed something of this step for lack of memory. Only known
  /// where the step has a memory cgroup of its own.
  bool oom = false;
  /// The caller cancelled; exitCode says how the command then ended.
  bool cancelled = false;
  /// `'foo': executable file not found in the image`, when the command never
  /// started because of the image; empty otherwise.
  std::string startError;
};

enum class OutputStream { Stdout = 1, Stderr = 2 };

/// Called on the thread of runSandbox, with bytes as they arrive.
using OutputCallback = llvm::function_ref<void(OutputStream, llvm::StringRef)>;

/// Runs the command with stdin from /dev/null and waits for it.
///
/// `cancelFD` is polled: when it becomes readable (an eventfd or the read end
/// of a pipe that is closed or written to; never read from) the command gets
/// SIGTERM and after the grace period the whole namespace SIGKILL. -1: never.
///
/// An Error means that imgc or the machine could not set the sandbox up, or
/// that the spec is invalid; what the image or the command is to blame for is a
/// SandboxResult. Thread-safe; the root and trees of the spec are used up.
llvm::Expected<SandboxResult> runSandbox(const SandboxSpec &spec, OutputCallback output,
                                         int cancelFD = -1);

/// `imgc run`: the same sandbox with the caller's stdin, stdout and stderr,
/// forwarding SIGINT, SIGTERM, SIGHUP and SIGQUIT. On a terminal the command
/// stays in the caller's session and foreground group, may not push input into
/// the terminal, and gets TERM from the caller when `env` has none. To be
/// called from the main thread of a process that does nothing else meanwhile.
llvm::Expected<SandboxResult> runInteractive(const SandboxSpec &spec);

/// Every mount point the sandbox needs for this spec: what writeStubLayer takes.
llvm::Expected<std::vector<MountPoint>> mountPointsFor(const SandboxSpec &spec);

/// Whether this process may make sandboxes and overlays at all; the error says
/// what is missing. For `imgc doctor` and tests.
llvm::Error checkSandboxSupport();

} // namespace imgc

#endif // IMGC_RUNTIME_SANDBOX_SANDBOX_H

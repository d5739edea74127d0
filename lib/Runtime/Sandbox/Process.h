//===- Process.h - A started sandbox ----------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SANDBOX_PROCESS_H
#define IMGC_LIB_RUNTIME_SANDBOX_PROCESS_H

#include "Prepare.h"
#include "imgc/Runtime/Sandbox/Sandbox.h"

#include <chrono>

namespace imgc::detail {

/// Process 1 of a sandbox. The destructor ends it if it still runs, and reaps it.
class SandboxProcess {
public:
  SandboxProcess() = default;
  SandboxProcess(const SandboxProcess &) = delete;
  SandboxProcess &operator=(const SandboxProcess &) = delete;
  ~SandboxProcess();

  /// Returns when the command was executed or could not be; the latter is a
  /// result when the image is to blame (`startFailure`), else an error.
  llvm::Error start(const SandboxSpec &spec, PreparedSandbox &prepared);

  /// Readable when the process has ended, and all that were in its namespace.
  int getPidFD() const { return pidFD.get(); }
  /// Set when the command never ran.
  const std::optional<SandboxResult> &getStartFailure() const { return startFailure; }

  /// Whether the command handles or ignores the signal, that is, has an opinion.
  /// As process 1 it is otherwise immune to it.
  bool handles(int signal) const;
  void send(int signal);
  /// Ends the whole namespace.
  void kill();

  /// Blocks until the end. Once.
  SandboxResult reap();

private:
  pid_t pid = -1;
  FileDescriptor pidFD;
  bool reaped = false;
  std::optional<SandboxResult> startFailure;
};

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_SANDBOX_PROCESS_H

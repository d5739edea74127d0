//===- Subprocess.h - A program and what it prints -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_GIT_SUBPROCESS_H
#define IMGC_LIB_RUNTIME_GIT_SUBPROCESS_H

#include "llvm/Support/Error.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace imgc::detail {

struct SubprocessSpec {
  /// Absolute path of the program.
  std::string program;
  /// Without argument 0.
  std::vector<std::string> arguments;
  /// All of it, as `NAME=value`.
  std::vector<std::string> environment;
  std::string directory;
  /// Bytes of standard output beyond which the program is ended with an error.
  size_t maxOutput = 4u << 20;
  /// Bytes that one file may have.
  uint64_t maxFileSize = 16ull << 30;
  /// How long it may take to end when it is asked to.
  std::chrono::milliseconds patience{5000};
  std::function<bool()> cancelled;
};

struct SubprocessResult {
  /// Of the program, or 128 and the signal that ended it.
  int exitCode = 0;
  std::string output;
  /// The last 64 KiB of standard error.
  std::string errors;
};

/// Runs a program to its end, in a process group of its own, with the umask 022
/// and nothing on standard input. When it is cancelled, the whole group gets
/// SIGTERM, and SIGKILL when patience ends (ExitCode::Interrupted).
llvm::Expected<SubprocessResult> runSubprocess(const SubprocessSpec &spec);

} // namespace imgc::detail

#endif // IMGC_LIB_RUNTIME_GIT_SUBPROCESS_H

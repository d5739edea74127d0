//===- StepReport.h - What a user is told when a step fails -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_STEPREPORT_H
#define IMGC_LIB_RUNTIME_SCHEDULER_STEPREPORT_H

#include "imgc/PlanFormat/plan.pb.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <vector>

namespace imgc {

/// The lines around a step's first location, with a marker; empty without one.
std::string makeExcerpt(const plan::Plan &plan, const plan::Step &step);

/// Puts name and source excerpt of a step around an error that it met. Errors
/// that are not BuildErrors pass unchanged.
llvm::Error explainStepError(const plan::Plan &plan, const plan::Step &step, llvm::Error error);

/// How a command ended.
struct CommandFailure {
  int exitCode = 0;
  int signal = 0;
  bool oom = false;
  std::string startError;
  /// The end of its output.
  std::vector<std::string> lastLines;

  /// `exit code: 2`, `killed by signal 9 (out of memory)`, …
  std::string describe() const;
};

/// The error of a command that failed: name, excerpt, command, reason, output.
llvm::Error makeCommandError(const plan::Plan &plan, const plan::Step &step,
                             const CommandFailure &failure);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_STEPREPORT_H

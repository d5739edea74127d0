//===- Steps.h - What each kind of step does --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_STEPS_H
#define IMGC_LIB_RUNTIME_SCHEDULER_STEPS_H

#include "BuildState.h"

namespace imgc {

/// Runs one step whose inputs are complete and gives the chain of each of its
/// results. A command that fails is an error with everything a user needs; other
/// errors are explained by the caller. Cancelled: ExitCode::Interrupted.
llvm::Expected<std::vector<Chain>> runStep(BuildState &state, unsigned step);

llvm::Expected<std::vector<Chain>> runExecStep(BuildState &state, unsigned step);
llvm::Expected<std::vector<Chain>> runFileStep(BuildState &state, unsigned step);
llvm::Expected<Chain> runImageStep(BuildState &state, unsigned step);
llvm::Expected<Chain> runLocalStep(BuildState &state, unsigned step);
llvm::Expected<Chain> runMergeStep(BuildState &state, unsigned step);
llvm::Expected<Chain> runDiffStep(BuildState &state, unsigned step);

/// The error of a command's failure has its place and output already.
class CommandError : public llvm::ErrorInfo<CommandError> {
public:
  static char ID;
  CommandError(std::string reason, std::string message, std::string hint)
      : reason(std::move(reason)), message(std::move(message)), hint(std::move(hint)) {}
  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;

  /// `exit code: 2`.
  std::string reason;
  std::string message, hint;
};

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_STEPS_H

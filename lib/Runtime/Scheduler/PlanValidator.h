//===- PlanValidator.h - The rules of a plan --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_PLANVALIDATOR_H
#define IMGC_LIB_RUNTIME_SCHEDULER_PLANVALIDATOR_H

#include "imgc/Runtime/Scheduler/PlanReader.h"

#include "imgc/Support/Error.h"

namespace imgc {

/// Unknown fields and enumerators, lengths (by reflection).
llvm::Error checkPlanShape(const plan::Plan &plan, const PlanLimits &limits);

/// The rules of steps: references backwards, one producer per result, paths.
class StepValidator {
public:
  StepValidator(const plan::Plan &plan, const PlanLimits &limits) : plan(plan), limits(limits) {}
  /// All steps.
  llvm::Error check();
  /// A reference from something that comes after `before` steps.
  llvm::Error checkRef(const plan::Ref &ref, int before, const llvm::Twine &what);

private:
  llvm::Error checkStep(const plan::Step &step);
  llvm::Error checkAction(const plan::Step &step);
  llvm::Error checkLocations(const plan::Step &step);
  llvm::Error checkImage(const plan::ImageAction &image);
  llvm::Error checkExec(const plan::ExecAction &exec, unsigned results);
  llvm::Error checkMount(const plan::Mount &mount, unsigned results);
  llvm::Error checkFile(const plan::FileAction &file, unsigned results);
  llvm::Error checkOperation(const plan::FileAction &file, unsigned number);
  llvm::Error checkOwner(const plan::Owner &owner, const plan::FileAction &file, unsigned number);
  llvm::Error checkProducers(llvm::ArrayRef<int> outputs, unsigned results);
  llvm::Error fail(const llvm::Twine &what);

  const plan::Plan &plan;
  const PlanLimits &limits;
  /// The step being checked.
  int index = 0;
};

/// Starts with `/`, has no `.` or `..` component. With `clean`, also no doubled
/// and no trailing slash.
bool isAbsolutePath(llvm::StringRef path, bool clean);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_PLANVALIDATOR_H

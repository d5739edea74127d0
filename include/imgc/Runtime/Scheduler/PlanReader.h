//===- PlanReader.h - Reads a plan file as hostile input --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SCHEDULER_PLANREADER_H
#define IMGC_RUNTIME_SCHEDULER_PLANREADER_H

#include "imgc/PlanFormat/plan.pb.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace imgc {

/// The format version that this reader knows.
inline constexpr uint32_t planVersion = 1;

/// Bounds of a plan; far above what a compiler writes.
struct PlanLimits {
  uint64_t bytes = 256u << 20;
  unsigned entries = 1000000;
  /// Arguments, variables, mounts, patterns of one step.
  unsigned elements = 100000;
  unsigned results = 4096;
  /// Of one string.
  unsigned stringBytes = 4u << 20;
};

/// Reads and validates a file. Errors name the entry (`step 3: …`) and have
/// ExitCode::SourceError; a file that cannot be read has Environment.
llvm::Expected<std::unique_ptr<plan::Plan>> readPlanFile(llvm::StringRef path,
                                                         const PlanLimits &limits = {});

/// The same on bytes. Unknown fields are errors: a plan of a newer compiler is
/// refused, never half understood.
llvm::Expected<std::unique_ptr<plan::Plan>> parsePlan(llvm::StringRef bytes,
                                                      const PlanLimits &limits = {});

/// Checks everything the executor relies on: versions, every index in range and
/// backwards, key lengths, exact enums, clean absolute paths, bounded counts.
llvm::Error validatePlan(const plan::Plan &plan, const PlanLimits &limits = {});

} // namespace imgc

#endif // IMGC_RUNTIME_SCHEDULER_PLANREADER_H

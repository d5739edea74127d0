//===- Semantics.h - Versions of what kinds of steps mean -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// A result in the cache is reused by every later imgc that gives its step the
// same meaning. When a change makes a kind of step do something else with the
// same fields, its version here is raised: it is part of every key of the kind.

#ifndef IMGC_PLANFORMAT_SEMANTICS_H
#define IMGC_PLANFORMAT_SEMANTICS_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace imgc {

/// Kinds of steps, in the order of plan.proto.
enum class StepKind { Image, Local, Exec, File, Merge, Diff };

struct StepSemantics {
  StepKind kind;
  /// Domain of the keys of the kind; ends in the version.
  llvm::StringLiteral domain;
  uint32_t version;
};

inline constexpr StepSemantics stepSemantics[] = {
    {StepKind::Image, "image.v1", 1}, {StepKind::Local, "local.v1", 1},
    {StepKind::Exec, "exec.v1", 1},   {StepKind::File, "file.v1", 1},
    {StepKind::Merge, "merge.v1", 1}, {StepKind::Diff, "diff.v1", 1},
};

inline constexpr const StepSemantics &getStepSemantics(StepKind kind) {
  return stepSemantics[static_cast<int>(kind)];
}

} // namespace imgc

#endif // IMGC_PLANFORMAT_SEMANTICS_H

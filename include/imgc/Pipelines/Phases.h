//===- Phases.h - Phases of a compilation -----------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// One enumeration drives --emit, dumps and documentation.

#ifndef IMGC_PIPELINES_PHASES_H
#define IMGC_PIPELINES_PHASES_H

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace imgc {

/// What a compilation has reached. Each phase starts with what the one before
/// left; a compilation from LLB protobuf starts at `LLB`.
enum class Phase {
  /// The dockerfile dialect as it was written.
  Parsed,
  /// One copy per target and platform.
  Instantiated,
  /// Bases resolved, ONBUILD triggers in place, dead stages gone, words expanded.
  Linked,
  /// The build graph, canonical: what BuildKit's front end makes.
  LLB,
  /// The build graph after optimisation.
  Optimized,
  /// Keys and steps, keys hoisted.
  Plan,
};

struct PhaseInfo {
  Phase phase;
  llvm::StringLiteral name;
  llvm::StringLiteral description;
};

inline constexpr PhaseInfo phases[] = {
    {Phase::Parsed, "parsed", "the Dockerfile as it was written"},
    {Phase::Instantiated, "instantiated", "one copy per target and platform"},
    {Phase::Linked, "linked", "stages linked, bases resolved, dead stages gone, words expanded"},
    {Phase::LLB, "llb", "the build graph"},
    {Phase::Optimized, "optimized", "the build graph, optimised"},
    {Phase::Plan, "plan", "cache keys and steps"},
};

inline constexpr const PhaseInfo &getPhaseInfo(Phase phase) {
  return phases[static_cast<int>(phase)];
}

inline std::optional<Phase> parsePhase(llvm::StringRef name) {
  for (const PhaseInfo &info : phases)
    if (info.name == name)
      return info.phase;
  return std::nullopt;
}

} // namespace imgc

#endif // IMGC_PIPELINES_PHASES_H

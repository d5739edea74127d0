//===- CacheProbe.cpp - Decides what has to run ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BuildState.h"

#include "llvm/ADT/STLExtras.h"

namespace imgc {
namespace {

/// Probes from the outputs backwards. A hit needs nothing below it; a miss
/// needs its inputs. What runs poisons everything above it (K1): two different
/// results of one step never meet in one image.
class CacheProbe {
public:
  explicit CacheProbe(BuildState &state) : state(state) {}
  llvm::Error run(llvm::ArrayRef<unsigned> wanted);

private:
  void markForced();
  llvm::Error demand(unsigned step);
  void markMissing(unsigned step);
  llvm::Error drain();
  /// False when a hit had to be given up.
  bool verifyHits();

  BuildState &state;
  /// Steps that must be demanded still.
  std::vector<unsigned> worklist;
};

} // namespace

void CacheProbe::markForced() {
  for (unsigned i = 0; i < state.steps.size(); ++i)
    state.steps[i].forced = state.options.noCache || state.plan.steps(i).ignore_cache() ||
                            llvm::any_of(state.graph.getInputs(i),
                                         [&](unsigned input) { return state.steps[input].forced; });
}

void CacheProbe::markMissing(unsigned first) {
  auto miss = [&](unsigned step) {
    state.steps[step].state = StepState::Missing;
    state.steps[step].results.clear();
    llvm::append_range(worklist, state.graph.getInputs(step));
  };
  miss(first);
  // Iterative: a chain of steps may be as long as the plan.
  std::vector<unsigned> stack{first};
  while (!stack.empty()) {
    unsigned step = stack.back();
    stack.pop_back();
    for (unsigned user : state.graph.getUsers(step)) {
      StepInfo &above = state.steps[user];
      if (above.poisoned)
        continue;
      above.poisoned = true;
      if (above.state == StepState::Cached)
        miss(user);
      stack.push_back(user);
    }
  }
}

llvm::Error CacheProbe::demand(unsigned step) {
  StepInfo &info = state.steps[step];
  if (info.state != StepState::Unneeded)
    return llvm::Error::success();
  if (!info.forced && !info.poisoned) {
    auto hit = state.adoptRecord(step, /*requireInputs=*/false);
    if (!hit)
      return hit.takeError();
    if (*hit) {
      info.state = StepState::Cached;
      return llvm::Error::success();
    }
  }
  markMissing(step);
  return llvm::Error::success();
}

llvm::Error CacheProbe::drain() {
  while (!worklist.empty()) {
    unsigned step = worklist.back();
    worklist.pop_back();
    if (llvm::Error error = demand(step))
      return error;
  }
  return llvm::Error::success();
}

bool CacheProbe::verifyHits() {
  // A hit may have been found before one of its inputs was: its record must
  // have been made from the result that this build uses.
  bool changed = false;
  for (unsigned i = 0; i < state.steps.size(); ++i) {
    if (state.steps[i].state != StepState::Cached ||
        state.inputsMatch(i, state.steps[i].recordInputs, /*requireAll=*/false))
      continue;
    markMissing(i);
    changed = true;
  }
  return !changed;
}

llvm::Error CacheProbe::run(llvm::ArrayRef<unsigned> wanted) {
  markForced();
  std::vector<unsigned> keys;
  for (unsigned step : wanted)
    keys.push_back(state.plan.steps(step).key());
  // All at once: selections are read in parallel.
  if (llvm::Error error = state.keys.evaluate(keys))
    return error;
  worklist.assign(wanted.rbegin(), wanted.rend());
  do {
    if (llvm::Error error = drain())
      return error;
  } while (!verifyHits());
  // What runs writes records; from here on keys are only read.
  keys.clear();
  for (unsigned i = 0; i < state.steps.size(); ++i)
    if (state.steps[i].state == StepState::Missing)
      keys.push_back(state.plan.steps(i).key());
  return state.keys.evaluate(keys);
}

llvm::Error probeCache(BuildState &state, llvm::ArrayRef<unsigned> wanted) {
  return CacheProbe(state).run(wanted);
}

} // namespace imgc

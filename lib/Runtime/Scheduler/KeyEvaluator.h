//===- KeyEvaluator.h - Interprets @keys ------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_KEYEVALUATOR_H
#define IMGC_LIB_RUNTIME_SCHEDULER_KEYEVALUATOR_H

#include "ContextSet.h"

#include <optional>

namespace imgc {

/// Evaluates the keys that are asked for, each once. Not thread-safe itself; it
/// uses threads for selections.
class KeyEvaluator {
public:
  KeyEvaluator(const plan::Plan &plan, ContextSet &contexts, EventStream &events, unsigned threads)
      : plan(plan), contexts(contexts), events(events), threads(threads), values(plan.keys_size()),
        visited(plan.keys_size()) {}

  /// Evaluates all of them and what they are made of.
  llvm::Error evaluate(llvm::ArrayRef<unsigned> keys);
  llvm::Expected<Key> get(unsigned key);

private:
  llvm::Error evaluateSelections(llvm::ArrayRef<unsigned> selections);
  Key combine(const plan::Combine &combine) const;
  /// Says which step of the plan a failed selection belongs to.
  llvm::Error explain(unsigned key, llvm::Error error) const;

  const plan::Plan &plan;
  ContextSet &contexts;
  EventStream &events;
  unsigned threads;
  std::vector<std::optional<Key>> values;
  std::vector<bool> visited;
};

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_KEYEVALUATOR_H

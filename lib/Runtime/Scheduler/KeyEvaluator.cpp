//===- KeyEvaluator.cpp - Interprets @keys --------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "KeyEvaluator.h"

#include "StepReport.h"

#include "imgc/PlanFormat/Keys.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"

#include <atomic>
#include <cstring>
#include <mutex>
#include <thread>

namespace imgc {

static Key makeKey(llvm::StringRef bytes) {
  Key key;
  std::memcpy(key.bytes.data(), bytes.data(), key.bytes.size());
  return key;
}

Key KeyEvaluator::combine(const plan::Combine &combine) const {
  std::vector<Key> inputs;
  for (uint32_t input : combine.inputs())
    inputs.push_back(*values[input]);
  if (combine.constant().empty())
    return combineKeys(combine.domain(), nullptr, inputs);
  Key constant = makeKey(combine.constant());
  return combineKeys(combine.domain(), &constant, inputs);
}

llvm::Error KeyEvaluator::explain(unsigned key, llvm::Error error) const {
  // The first step whose key is made of this one is the one that selects.
  std::vector<bool> reached(plan.keys_size());
  reached[key] = true;
  for (int i = key + 1; i < plan.keys_size(); ++i)
    reached[i] = plan.keys(i).has_combine() &&
                 llvm::any_of(plan.keys(i).combine().inputs(),
                              [&](uint32_t input) { return bool(reached[input]); });
  for (const plan::Step &step : plan.steps())
    if (reached[step.key()])
      return explainStepError(plan, step, std::move(error));
  return error;
}

llvm::Error KeyEvaluator::evaluateSelections(llvm::ArrayRef<unsigned> selections) {
  std::mutex mutex;
  size_t failed = SIZE_MAX;
  llvm::Error first = llvm::Error::success();
  std::atomic<size_t> next{0};
  auto work = [&] {
    for (size_t i = next++; i < selections.size(); i = next++) {
      auto key = contexts.evaluate(plan.keys(selections[i]).selection());
      if (key) {
        values[selections[i]] = *key;
        continue;
      }
      // The first of the plan is reported, whichever thread was faster.
      std::lock_guard lock(mutex);
      llvm::Error error = key.takeError();
      if (i < failed) {
        std::swap(first, error);
        failed = i;
      }
      llvm::consumeError(std::move(error));
    }
  };
  std::vector<std::thread> workers;
  size_t wanted = std::min<size_t>(threads, selections.size());
  for (size_t i = 1; i < wanted; ++i)
    workers.emplace_back(work);
  work();
  for (std::thread &worker : workers)
    worker.join();
  if (failed == SIZE_MAX)
    return first;
  return explain(selections[failed], std::move(first));
}

llvm::Error KeyEvaluator::evaluate(llvm::ArrayRef<unsigned> roots) {
  std::vector<unsigned> reached, stack(roots.begin(), roots.end());
  while (!stack.empty()) {
    unsigned key = stack.back();
    stack.pop_back();
    if (visited[key])
      continue;
    visited[key] = true;
    reached.push_back(key);
    if (plan.keys(key).has_combine())
      stack.insert(stack.end(), plan.keys(key).combine().inputs().begin(),
                   plan.keys(key).combine().inputs().end());
  }
  if (reached.empty())
    return llvm::Error::success();
  // Inputs have smaller indices.
  llvm::sort(reached);
  std::vector<unsigned> selections;
  for (unsigned key : reached)
    if (plan.keys(key).has_selection())
      selections.push_back(key);
  if (llvm::Error error = evaluateSelections(selections))
    return error;
  for (unsigned key : reached) {
    if (plan.keys(key).has_constant())
      values[key] = makeKey(plan.keys(key).constant());
    else if (plan.keys(key).has_combine())
      values[key] = combine(plan.keys(key).combine());
  }
  Event event;
  event.kind = EventKind::KeysEvaluated;
  event.name = "keys";
  event.current = reached.size();
  event.total = selections.size();
  events.emit(event);
  return llvm::Error::success();
}

llvm::Expected<Key> KeyEvaluator::get(unsigned key) {
  if (!values[key])
    if (llvm::Error error = evaluate(key))
      return std::move(error);
  return *values[key];
}

} // namespace imgc

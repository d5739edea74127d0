//===- ContextSet.h - The local contexts of a plan, opened once -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_CONTEXTSET_H
#define IMGC_LIB_RUNTIME_SCHEDULER_CONTEXTSET_H

#include "imgc/PlanFormat/plan.pb.h"
#include "imgc/Runtime/Context/LocalContext.h"
#include "imgc/Runtime/Context/Selection.h"
#include "imgc/Runtime/Scheduler/Executor.h"

#include "llvm/ADT/StringMap.h"

#include <mutex>

namespace imgc {

/// Something changed under our hands: the build starts over with fresh keys.
class SourceChangedError : public llvm::ErrorInfo<SourceChangedError> {
public:
  static char ID;
  explicit SourceChangedError(std::string what) : what(std::move(what)) {}
  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;
  llvm::StringRef getWhat() const { return what; }

private:
  std::string what;
};

/// Opens each context of the plan on first use and remembers what was selected
/// from it, so that a copy can be compared with its key (K6). Thread-safe.
class ContextSet {
public:
  ContextSet(const plan::Plan &plan, const Bindings &bindings, Store &store, unsigned threads)
      : plan(plan), bindings(bindings), store(store), threads(threads),
        contexts(plan.contexts_size()), mutexes(plan.contexts_size()) {}

  llvm::Expected<LocalContext *> get(unsigned context);

  /// The key of a selection (K6).
  llvm::Expected<Key> evaluate(const plan::Selection &selection);
  /// What evaluate saw for one source; an error when no key covers it.
  llvm::Expected<Key> getExpected(unsigned context, const SourceSpec &spec);

  /// Writes the stat caches; failures cost time only and are warnings.
  void save(EventStream &events);

private:
  const plan::Plan &plan;
  const Bindings &bindings;
  Store &store;
  unsigned threads;
  std::vector<std::unique_ptr<LocalContext>> contexts;
  std::vector<std::mutex> mutexes;
  std::mutex selectedMutex;
  llvm::StringMap<Key> selected;
};

/// The part of a copy that says what is taken.
SourceSpec makeSourceSpec(const plan::CopyOperation &copy);
/// All of a context.
SourceSpec makeWholeContextSpec();

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_CONTEXTSET_H

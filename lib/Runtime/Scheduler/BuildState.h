//===- BuildState.h - What one run of a plan shares between its steps -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_BUILDSTATE_H
#define IMGC_LIB_RUNTIME_SCHEDULER_BUILDSTATE_H

#include "ContextSet.h"
#include "KeyEvaluator.h"
#include "PlanGraph.h"

#include "imgc/Runtime/Scheduler/Executor.h"

#include <memory>

namespace imgc {

/// A whole chain of layers, bottom first; shared between the steps above it.
using Chain = std::shared_ptr<const std::vector<LayerId>>;

/// One result of a step that is known in this build (K1: once).
struct StepResult {
  Chain chain;
  /// Of the record, or of the run.
  int64_t createdNs = 0;
  /// Stands for the content: the content id where the record has it, else the
  /// identity of the chain (equal layers have equal content).
  Key identity;
};

enum class StepState : uint8_t {
  /// Nothing that runs needs it.
  Unneeded,
  /// Found in the cache.
  Cached,
  /// Has to run, or is running.
  Missing,
  Done,
};

struct StepInfo {
  StepState state = StepState::Unneeded;
  /// K4: it, or something below it, is forced.
  bool forced = false;
  /// Something below it runs in this build: a record counts only when it was
  /// made from exactly those results (K1).
  bool poisoned = false;
  std::vector<StepResult> results;
  /// Of the record that was adopted: the identities of the inputs it was made from.
  std::vector<Key> recordInputs;
};

class BuildState {
public:
  BuildState(const plan::Plan &plan, const PlanGraph &graph, const Bindings &bindings, Store &store,
             const RunOptions &options, EventStream &events, const CancellationToken &cancellation,
             unsigned threads);

  const plan::Plan &plan;
  const PlanGraph &graph;
  Store &store;
  const RunOptions &options;
  EventStream &events;
  /// Cancelled by the user, or by the first failure.
  CancellationToken cancellation;
  ContextSet contexts;
  KeyEvaluator keys;
  std::vector<StepInfo> steps;

  const StepResult &getResult(const plan::Ref &ref) const;
  const std::vector<LayerId> &getChain(const plan::Ref &ref) const { return *getResult(ref).chain; }
  /// The identities of a step's inputs, in order; all of them are known.
  std::vector<Key> getInputIdentities(unsigned step) const;
  /// Whether the inputs that are known in this build are these. With
  /// `requireAll`, an input that is not known does not match.
  bool inputsMatch(unsigned step, llvm::ArrayRef<Key> identities, bool requireAll) const;

  /// Looks a step up by definition key; false is a miss. Adopts the results
  /// when every input that is known in this build is the one that was used.
  llvm::Expected<bool> adoptRecord(unsigned step, bool requireInputs);
  /// Writes one record per result (K2, K7) and adopts them.
  llvm::Error recordResults(unsigned step, std::vector<Chain> chains);

  void emit(EventKind kind, unsigned step, llvm::StringRef text = {});

  /// `layers/<id>/diff`, opened once for the build.
  llvm::Expected<std::shared_ptr<FileDescriptor>> openLayer(unsigned step, const LayerId &id);

private:
  StepResult scratch;
  std::mutex layerMutex;
  llvm::StringMap<std::shared_ptr<FileDescriptor>> openLayers;
};

/// The key of one result's record.
Key makeResultKey(const Key &step, unsigned result);
/// The identity of a chain.
Key makeChainIdentity(llvm::ArrayRef<LayerId> layers);

/// Decides what has to run: from the outputs backwards (DESIGN.md §3).
llvm::Error probeCache(BuildState &state, llvm::ArrayRef<unsigned> wanted);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_BUILDSTATE_H

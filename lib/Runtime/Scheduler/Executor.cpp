//===- Executor.cpp - Runs a plan -----------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/Executor.h"

#include "BuildState.h"
#include "OutputAssembly.h"
#include "StepScheduler.h"

#include "imgc/Runtime/Scheduler/PlanReader.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"

#include <thread>

namespace imgc {
namespace {

/// How often a build starts over because a file changed under it (K6).
constexpr unsigned maxRestarts = 2;

/// One attempt at a plan.
class PlanRun {
public:
  PlanRun(const plan::Plan &plan, const PlanGraph &graph, const Bindings &bindings, Store &store,
          const RunOptions &options, EventStream &events, const CancellationToken &cancellation)
      : plan(plan), options(options), events(events),
        state(plan, graph, bindings, store, options, events, cancellation, getCPUs()) {}

  llvm::Expected<BuildResult> run();

private:
  static unsigned getCPUs() { return std::max(1u, std::thread::hardware_concurrency()); }
  SlotCounts getSlots() const;
  llvm::Error collectWanted();
  /// Tells what the cache has, in the plan's order.
  void reportCached();
  llvm::Expected<BuildResult> assemble();

  const plan::Plan &plan;
  const RunOptions &options;
  EventStream &events;
  BuildState state;
  std::vector<unsigned> outputs;
  std::vector<unsigned> wanted;
  BuildStats stats;
};

} // namespace

SlotCounts PlanRun::getSlots() const {
  SlotCounts slots;
  if (options.jobs > 0) {
    slots.commands = slots.others = slots.total = options.jobs;
    return slots;
  }
  slots.commands = std::max(16u, 4 * getCPUs());
  slots.others = std::max(2u, getCPUs());
  slots.total = slots.commands + slots.others;
  return slots;
}

llvm::Error PlanRun::collectWanted() {
  outputs = options.outputs;
  if (outputs.empty())
    for (int i = 0; i < plan.outputs_size(); ++i)
      outputs.push_back(i);
  for (unsigned output : outputs) {
    if (output >= unsigned(plan.outputs_size()))
      return makeError(ExitCode::Usage, "the plan has no output " + llvm::Twine(output));
    llvm::append_range(wanted, collectOutputSteps(plan.outputs(output)));
  }
  llvm::sort(wanted);
  wanted.erase(llvm::unique(wanted), wanted.end());
  return llvm::Error::success();
}

void PlanRun::reportCached() {
  std::vector<bool> reached(plan.steps_size());
  for (unsigned step : wanted)
    reached[step] = true;
  for (unsigned i = plan.steps_size(); i-- > 0;)
    if (reached[i])
      for (unsigned input : state.graph.getInputs(i))
        reached[input] = true;
  for (unsigned i = 0; i < unsigned(plan.steps_size()); ++i) {
    if (!reached[i])
      continue;
    ++stats.steps;
    if (state.steps[i].state == StepState::Missing)
      continue;
    ++stats.cached;
    state.emit(EventKind::StepCached, i);
  }
}

llvm::Expected<BuildResult> PlanRun::assemble() {
  BuildResult result;
  for (unsigned output : outputs) {
    auto assembled = assembleOutput(state, plan.outputs(output));
    if (!assembled)
      return assembled.takeError();
    result.outputs.push_back(std::move(*assembled));
  }
  result.stats = stats;
  return result;
}

llvm::Expected<BuildResult> PlanRun::run() {
  if (llvm::Error error = collectWanted())
    return std::move(error);
  int64_t start = events.now();
  std::vector<unsigned> keys;
  for (unsigned step : wanted)
    keys.push_back(plan.steps(step).key());
  if (llvm::Error error = state.keys.evaluate(keys))
    return std::move(error);
  int64_t keysDone = events.now();
  if (llvm::Error error = probeCache(state, wanted))
    return std::move(error);
  int64_t probed = events.now();
  reportCached();
  bool missing = llvm::any_of(
      state.steps, [](const StepInfo &info) { return info.state == StepState::Missing; });
  if (missing) {
    llvm::Error error = StepScheduler(state, getSlots()).run();
    // What was hashed is worth keeping in any case.
    state.contexts.save(events);
    if (error)
      return std::move(error);
  } else {
    state.contexts.save(events);
  }
  stats.executed = stats.steps - stats.cached;
  stats.keysNs = keysDone - start;
  stats.probeNs = probed - keysDone;
  stats.stepsNs = events.now() - probed;
  return assemble();
}

llvm::Expected<BuildResult> runPlan(const plan::Plan &plan, const Bindings &bindings, Store &store,
                                    const RunOptions &options, EventStream &events,
                                    const CancellationToken &cancellation) {
  auto lease = store.leaseForBuild();
  if (!lease)
    return lease.takeError();
  PlanGraph graph(plan);
  events.reserveVertices(plan.steps_size());
  Event started;
  started.kind = EventKind::BuildStarted;
  events.emit(started);
  for (unsigned attempt = 0;; ++attempt) {
    auto result = PlanRun(plan, graph, bindings, store, options, events, cancellation).run();
    if (result) {
      result->lease = std::move(*lease);
      return result;
    }
    llvm::Error error = result.takeError();
    if (cancellation.isCancelled()) {
      llvm::consumeError(std::move(error));
      return makeError(ExitCode::Interrupted, "the build was interrupted");
    }
    if (!error.isA<SourceChangedError>())
      return std::move(error);
    std::string what;
    llvm::handleAllErrors(std::move(error), [&](const SourceChangedError &changed) {
      what = changed.getWhat().str();
    });
    if (attempt == maxRestarts)
      return makeError(ExitCode::BuildFailed,
                       "'" + what + "' changed while it was being read, " +
                           llvm::Twine(maxRestarts + 1) + " times in a row",
                       "build again when nothing writes to the context");
    events.warn("'" + what + "' changed while it was being read; starting over");
  }
}

} // namespace imgc

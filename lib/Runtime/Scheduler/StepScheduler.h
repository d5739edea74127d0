//===- StepScheduler.h - Runs what is missing, in parallel ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_STEPSCHEDULER_H
#define IMGC_LIB_RUNTIME_SCHEDULER_STEPSCHEDULER_H

#include "BuildState.h"

#include <atomic>
#include <condition_variable>
#include <thread>

namespace imgc {

/// How many steps run at a time.
struct SlotCounts {
  /// Commands, and everything else (copies, pulls, merges).
  unsigned commands = 16, others = 2;
  /// Both together.
  unsigned total = 18;
};

/// Runs all steps that are Missing, longest remaining path first. Lock order
/// (DESIGN.md §4): inputs complete, then the step's key lock, then a slot. A
/// worker never waits for a lock: a step whose lock somebody else holds goes
/// back into the queue.
class StepScheduler {
public:
  StepScheduler(BuildState &state, const SlotCounts &slots);
  /// The first error; everything that was running has ended when it returns.
  llvm::Error run();

private:
  enum class Attempt { Done, Busy, Failed };
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    unsigned step;
    Clock::time_point retry;
  };

  void rankSteps();
  void pushReady(unsigned step);
  bool popReady(unsigned &step);
  void retryWaiting();
  void work();
  void wait(std::unique_lock<std::mutex> &lock);
  void complete(unsigned step, Attempt attempt);
  /// Starts another worker when there is work for one.
  void growPool();

  Attempt attempt(unsigned step);
  void sayWaiting(unsigned step);
  Attempt execute(unsigned step);
  void fail(unsigned step, llvm::Error error);

  bool isCommand(unsigned step) const { return state.plan.steps(step).has_exec(); }

  BuildState &state;
  SlotCounts slots;
  std::mutex mutex;
  std::condition_variable changed;
  /// Heaps by rank.
  std::vector<unsigned> readyCommands, readyOthers;
  std::vector<Waiting> waiting;
  std::vector<unsigned> pending;
  std::vector<uint64_t> rank;
  /// When each step was first found locked by another process.
  std::vector<std::optional<Clock::time_point>> lockedSince;
  std::atomic<bool> saidWaiting = false;
  std::vector<std::thread> workers;
  unsigned remaining = 0, idle = 0, runningCommands = 0, runningOthers = 0;
  bool stopping = false;
  llvm::Error firstError = llvm::Error::success();
};

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_STEPSCHEDULER_H

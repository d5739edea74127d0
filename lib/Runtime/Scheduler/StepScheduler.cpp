//===- StepScheduler.cpp - Runs what is missing, in parallel --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepScheduler.h"

#include "StepReport.h"
#include "Steps.h"

#include "imgc/Support/Error.h"

#include <algorithm>

namespace imgc {

/// How often a step that another process is running is looked at again.
static constexpr auto lockRetry = std::chrono::milliseconds(15);

StepScheduler::StepScheduler(BuildState &state, const SlotCounts &slots)
    : state(state), slots(slots), pending(state.steps.size()), rank(state.steps.size()),
      lockedSince(state.steps.size()) {
  for (unsigned i = 0; i < state.steps.size(); ++i) {
    if (state.steps[i].state != StepState::Missing)
      continue;
    ++remaining;
    for (unsigned input : state.graph.getInputs(i))
      pending[i] += state.steps[input].state == StepState::Missing;
  }
  rankSteps();
}

void StepScheduler::rankSteps() {
  // Users come after their inputs in the plan, so one pass from the end does.
  for (unsigned i = state.steps.size(); i-- > 0;) {
    uint64_t longest = 0;
    for (unsigned user : state.graph.getUsers(i))
      if (state.steps[user].state == StepState::Missing)
        longest = std::max(longest, rank[user]);
    // Commands and downloads take long, file actions do not.
    bool slow = isCommand(i) || state.plan.steps(i).has_image();
    rank[i] = longest + (slow ? 10 : 1);
  }
}

void StepScheduler::pushReady(unsigned step) {
  std::vector<unsigned> &heap = isCommand(step) ? readyCommands : readyOthers;
  heap.push_back(step);
  std::push_heap(heap.begin(), heap.end(), [&](unsigned a, unsigned b) {
    return rank[a] != rank[b] ? rank[a] < rank[b] : a > b;
  });
}

bool StepScheduler::popReady(unsigned &step) {
  if (runningCommands + runningOthers >= slots.total)
    return false;
  bool commands = !readyCommands.empty() && runningCommands < slots.commands;
  bool others = !readyOthers.empty() && runningOthers < slots.others;
  if (!commands && !others)
    return false;
  if (commands && others)
    commands = rank[readyCommands.front()] >= rank[readyOthers.front()];
  std::vector<unsigned> &heap = commands ? readyCommands : readyOthers;
  std::pop_heap(heap.begin(), heap.end(), [&](unsigned a, unsigned b) {
    return rank[a] != rank[b] ? rank[a] < rank[b] : a > b;
  });
  step = heap.back();
  heap.pop_back();
  return true;
}

void StepScheduler::retryWaiting() {
  auto now = Clock::now();
  for (size_t i = 0; i < waiting.size();) {
    if (waiting[i].retry > now) {
      ++i;
      continue;
    }
    pushReady(waiting[i].step);
    waiting[i] = waiting.back();
    waiting.pop_back();
  }
}

void StepScheduler::growPool() {
  size_t ready = readyCommands.size() + readyOthers.size();
  // The thread of run() is a worker too.
  if (ready > idle && workers.size() + 1 < slots.total)
    workers.emplace_back([this] { work(); });
}

void StepScheduler::wait(std::unique_lock<std::mutex> &lock) {
  ++idle;
  if (waiting.empty()) {
    changed.wait(lock);
  } else {
    auto soonest = waiting.front().retry;
    for (const Waiting &entry : waiting)
      soonest = std::min(soonest, entry.retry);
    changed.wait_until(lock, soonest);
  }
  --idle;
}

void StepScheduler::work() {
  std::unique_lock lock(mutex);
  for (;;) {
    if (!stopping && state.cancellation.isCancelled()) {
      stopping = true;
      changed.notify_all();
    }
    if (stopping || remaining == 0)
      return;
    retryWaiting();
    unsigned step;
    if (!popReady(step)) {
      wait(lock);
      continue;
    }
    unsigned &running = isCommand(step) ? runningCommands : runningOthers;
    ++running;
    growPool();
    lock.unlock();
    Attempt result = attempt(step);
    lock.lock();
    --running;
    complete(step, result);
  }
}

void StepScheduler::complete(unsigned step, Attempt result) {
  switch (result) {
  case Attempt::Busy:
    waiting.push_back({step, Clock::now() + lockRetry});
    return;
  case Attempt::Failed:
    stopping = true;
    changed.notify_all();
    return;
  case Attempt::Done:
    break;
  }
  state.steps[step].state = StepState::Done;
  --remaining;
  unsigned released = 0;
  for (unsigned user : state.graph.getUsers(step))
    if (state.steps[user].state == StepState::Missing && --pending[user] == 0) {
      pushReady(user);
      ++released;
    }
  // This thread takes one of them.
  if (released > 1 || remaining == 0 || !readyCommands.empty() || !readyOthers.empty())
    changed.notify_all();
}

//===----------------------------------------------------------------------===//
// One step
//===----------------------------------------------------------------------===//

void StepScheduler::fail(unsigned step, llvm::Error error) {
  bool explained = error.isA<CommandError>();
  bool changedSource = error.isA<SourceChangedError>();
  if (!explained && !changedSource && state.cancellation.isCancelled()) {
    llvm::consumeError(std::move(error));
    state.emit(EventKind::StepCancelled, step);
    error = makeError(ExitCode::Interrupted, "the build was interrupted");
  } else if (explained) {
    std::string reason, message, hint;
    llvm::handleAllErrors(std::move(error), [&](const CommandError &command) {
      reason = command.reason;
      message = command.message;
      hint = command.hint;
    });
    state.emit(EventKind::StepFailed, step, reason);
    error = makeError(ExitCode::BuildFailed, message, hint);
  } else if (changedSource) {
    state.emit(EventKind::StepFailed, step, "a file changed while it was being read");
  } else {
    ErrorParts parts = takeError(std::move(error));
    state.emit(EventKind::StepFailed, step, parts.message);
    error = explainStepError(state.plan, state.plan.steps(step),
                             makeError(parts.code, parts.message, parts.hint));
  }
  std::lock_guard lock(mutex);
  // What is cancelled because of the first error is not one itself.
  if (stopping || firstError)
    llvm::consumeError(std::move(error));
  else
    firstError = std::move(error);
  stopping = true;
  state.cancellation.cancel();
}

StepScheduler::Attempt StepScheduler::execute(unsigned step) {
  state.emit(EventKind::StepStarted, step);
  auto chains = runStep(state, step);
  if (!chains) {
    fail(step, chains.takeError());
    return Attempt::Failed;
  }
  if (llvm::Error error = state.recordResults(step, std::move(*chains))) {
    fail(step, std::move(error));
    return Attempt::Failed;
  }
  state.emit(EventKind::StepFinished, step);
  return Attempt::Done;
}

/// Says once why a build stands still; two builds that share steps wait for
/// each other briefly all the time.
void StepScheduler::sayWaiting(unsigned step) {
  Clock::time_point now = Clock::now();
  if (!lockedSince[step])
    lockedSince[step] = now;
  if (now - *lockedSince[step] > std::chrono::seconds(2) && !saidWaiting.exchange(true))
    state.events.warn("waiting for another imgc that runs '" + state.plan.steps(step).name() + "'");
}

StepScheduler::Attempt StepScheduler::attempt(unsigned step) {
  auto key = state.keys.get(state.plan.steps(step).key());
  if (!key) {
    fail(step, key.takeError());
    return Attempt::Failed;
  }
  auto lock = state.store.tryLockKey(*key);
  if (!lock) {
    fail(step, lock.takeError());
    return Attempt::Failed;
  }
  if (!*lock) {
    sayWaiting(step);
    return Attempt::Busy;
  }
  // Another process may have finished it since we looked.
  if (!state.steps[step].forced) {
    auto hit = state.adoptRecord(step, /*requireInputs=*/true);
    if (!hit) {
      fail(step, hit.takeError());
      return Attempt::Failed;
    }
    if (*hit) {
      state.emit(EventKind::StepCached, step);
      return Attempt::Done;
    }
  }
  return execute(step);
}

llvm::Error StepScheduler::run() {
  {
    std::lock_guard lock(mutex);
    for (unsigned i = 0; i < state.steps.size(); ++i)
      if (state.steps[i].state == StepState::Missing && pending[i] == 0)
        pushReady(i);
  }
  work();
  // Workers may start others until they all have seen the end.
  for (size_t i = 0;; ++i) {
    std::unique_lock lock(mutex);
    if (i == workers.size())
      break;
    std::thread worker = std::move(workers[i]);
    lock.unlock();
    worker.join();
  }
  if (firstError)
    return std::move(firstError);
  return state.cancellation.check();
}

} // namespace imgc

//===- JobQueue.cpp - Jobs on several threads -----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Copier.h"

using namespace imgc;
using namespace imgc::fileops;

JobQueue::JobQueue(unsigned numThreads) {
  for (unsigned i = 1; i < std::max(2u, numThreads); ++i)
    threads.emplace_back([this] { work(); });
}

JobQueue::~JobQueue() {
  llvm::consumeError(drain());
  {
    std::lock_guard lock(mutex);
    stopping = true;
  }
  wake.notify_all();
  for (std::thread &thread : threads)
    thread.join();
}

void JobQueue::fail(llvm::Error error) {
  std::lock_guard lock(mutex);
  if (failed)
    return llvm::consumeError(std::move(error));
  failed = true;
  llvm::consumeError(std::move(first));
  first = std::move(error);
}

void JobQueue::run(Job job) {
  if (!failed)
    if (llvm::Error error = job())
      fail(std::move(error));
  // The job's captures may finish a directory: before it counts as done.
  job = nullptr;
  std::lock_guard lock(mutex);
  if (--busy == 0 && jobs.empty())
    idle.notify_all();
}

void JobQueue::work() {
  std::unique_lock lock(mutex);
  for (;;) {
    wake.wait(lock, [this] { return stopping || !jobs.empty(); });
    if (jobs.empty())
      return;
    Job job = std::move(jobs.front());
    jobs.pop_front();
    ++busy;
    lock.unlock();
    run(std::move(job));
    lock.lock();
  }
}

void JobQueue::add(Job job) {
  std::unique_lock lock(mutex);
  if (jobs.size() < maxQueued) {
    jobs.push_back(std::move(job));
    lock.unlock();
    wake.notify_one();
    return;
  }
  ++busy;
  lock.unlock();
  run(std::move(job));
}

llvm::Error JobQueue::drain() {
  std::unique_lock lock(mutex);
  while (!jobs.empty()) {
    Job job = std::move(jobs.front());
    jobs.pop_front();
    ++busy;
    lock.unlock();
    run(std::move(job));
    lock.lock();
  }
  idle.wait(lock, [this] { return jobs.empty() && busy == 0; });
  llvm::Error result = std::move(first);
  first = llvm::Error::success();
  failed = false;
  return result;
}

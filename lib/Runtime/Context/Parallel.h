//===- Parallel.h - A loop over several threads -----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_CONTEXT_PARALLEL_H
#define IMGC_LIB_RUNTIME_CONTEXT_PARALLEL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace imgc {

/// Calls `body` for 0 to count-1 on `numThreads` threads, this one among them,
/// and returns the error of the smallest index that failed. Work not begun when
/// something fails is left.
inline llvm::Error parallelFor(size_t count, unsigned numThreads,
                               llvm::function_ref<llvm::Error(size_t)> body) {
  constexpr size_t chunk = 64;
  std::atomic<size_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  size_t failedIndex = SIZE_MAX;
  llvm::Error first = llvm::Error::success();
  auto work = [&] {
    for (;;) {
      size_t begin = next.fetch_add(chunk);
      if (begin >= count || failed.load(std::memory_order_relaxed))
        return;
      for (size_t i = begin; i < std::min(begin + chunk, count); ++i) {
        llvm::Error error = body(i);
        if (!error)
          continue;
        std::lock_guard lock(mutex);
        failed = true;
        if (i < failedIndex) {
          llvm::consumeError(std::move(first));
          first = std::move(error);
          failedIndex = i;
        } else {
          llvm::consumeError(std::move(error));
        }
        break;
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < numThreads && i * chunk < count; ++i)
    threads.emplace_back(work);
  work();
  for (std::thread &thread : threads)
    thread.join();
  return first;
}

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_CONTEXT_PARALLEL_H

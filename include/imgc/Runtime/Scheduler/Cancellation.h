//===- Cancellation.h - Stops a build ---------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SCHEDULER_CANCELLATION_H
#define IMGC_RUNTIME_SCHEDULER_CANCELLATION_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"

#include "llvm/Support/Error.h"

#include <atomic>

namespace imgc {

/// Tells everything that works for one build to stop. Cancelling is safe in a
/// signal handler and in any thread.
class CancellationToken {
public:
  CancellationToken();
  /// Also cancelled when `parent`, which outlives it, is.
  explicit CancellationToken(const CancellationToken *parent);
  CancellationToken(const CancellationToken &) = delete;
  CancellationToken &operator=(const CancellationToken &) = delete;

  void cancel();
  bool isCancelled() const;
  /// Becomes readable when cancelled and stays so; for poll, never to be read.
  int getFD() const { return combined ? combined.get() : event.get(); }
  /// ExitCode::Interrupted once cancelled.
  llvm::Error check() const;

private:
  std::atomic<bool> flag{false};
  const CancellationToken *parent = nullptr;
  /// eventfd; with a parent, also an epoll descriptor over both.
  FileDescriptor event, combined;
};

/// While it lives, the first SIGINT, SIGTERM or SIGHUP cancels the token. A
/// second one ends the process at once with code 130: the kernel ends the
/// sandboxes with it and the next use of the store removes what was staged.
/// One at a time.
class SignalCancellation {
public:
  explicit SignalCancellation(CancellationToken &token);
  ~SignalCancellation();
  SignalCancellation(const SignalCancellation &) = delete;
  SignalCancellation &operator=(const SignalCancellation &) = delete;
};

} // namespace imgc

#endif // IMGC_RUNTIME_SCHEDULER_CANCELLATION_H

//===- Cancellation.cpp - Stops a build -----------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/Cancellation.h"

#include "imgc/Runtime/Scheduler/ImageFetcher.h"
#include "imgc/Support/Error.h"

#include <csignal>
#include <cstdint>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace imgc {

ImageFetcher::~ImageFetcher() = default;

CancellationToken::CancellationToken() : event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

CancellationToken::CancellationToken(const CancellationToken *parent) : CancellationToken() {
  this->parent = parent;
  if (!parent)
    return;
  combined.reset(::epoll_create1(EPOLL_CLOEXEC));
  for (int fd : {event.get(), parent->getFD()}) {
    struct epoll_event interest = {};
    interest.events = EPOLLIN;
    ::epoll_ctl(combined.get(), EPOLL_CTL_ADD, fd, &interest);
  }
}

void CancellationToken::cancel() {
  flag.store(true);
  uint64_t one = 1;
  [[maybe_unused]] ssize_t written = ::write(event.get(), &one, sizeof(one));
}

bool CancellationToken::isCancelled() const {
  return flag.load() || (parent && parent->isCancelled());
}

llvm::Error CancellationToken::check() const {
  if (isCancelled())
    return makeError(ExitCode::Interrupted, "the build was interrupted");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Signals
//===----------------------------------------------------------------------===//

static std::atomic<CancellationToken *> signalToken{nullptr};
static constexpr int cancelSignals[] = {SIGINT, SIGTERM, SIGHUP};
static struct sigaction savedActions[std::size(cancelSignals)];

static void onSignal(int) {
  int saved = errno;
  CancellationToken *token = signalToken.load();
  if (!token || token->isCancelled())
    ::_exit(static_cast<int>(ExitCode::Interrupted));
  token->cancel();
  errno = saved;
}

SignalCancellation::SignalCancellation(CancellationToken &token) {
  signalToken.store(&token);
  struct sigaction action = {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < std::size(cancelSignals); ++i)
    ::sigaction(cancelSignals[i], &action, &savedActions[i]);
}

SignalCancellation::~SignalCancellation() {
  for (size_t i = 0; i < std::size(cancelSignals); ++i)
    ::sigaction(cancelSignals[i], &savedActions[i], nullptr);
  signalToken.store(nullptr);
}

} // namespace imgc

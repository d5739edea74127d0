//===- CancellationTest.cpp - Tests of cancellation -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Scheduler/Cancellation.h"
#include "imgc/Support/Error.h"

#include <gtest/gtest.h>

#include <csignal>
#include <poll.h>
#include <sys/wait.h>

using namespace imgc;

static bool isReadable(int fd) {
  struct pollfd poll = {fd, POLLIN, 0};
  return ::poll(&poll, 1, 0) == 1 && (poll.revents & POLLIN);
}

TEST(CancellationTest, cancelsOnceAndForAll) {
  CancellationToken token;
  EXPECT_FALSE(token.isCancelled());
  EXPECT_FALSE(bool(token.check()));
  EXPECT_FALSE(isReadable(token.getFD()));
  token.cancel();
  token.cancel();
  EXPECT_TRUE(token.isCancelled());
  EXPECT_TRUE(isReadable(token.getFD()));
  EXPECT_EQ(takeError(token.check()).code, ExitCode::Interrupted);
}

TEST(CancellationTest, aChildFollowsItsParentButNotTheOtherWay) {
  CancellationToken parent;
  CancellationToken first(&parent), second(&parent);
  first.cancel();
  EXPECT_TRUE(isReadable(first.getFD()));
  EXPECT_FALSE(parent.isCancelled());
  EXPECT_FALSE(second.isCancelled());
  EXPECT_FALSE(isReadable(second.getFD()));
  parent.cancel();
  EXPECT_TRUE(second.isCancelled());
  EXPECT_TRUE(isReadable(second.getFD()));
  CancellationToken grandchild(&second);
  EXPECT_TRUE(isReadable(grandchild.getFD()));
}

/// Exit code of a child that gets `signals` one after the other; 50 when it was
/// cancelled and went on.
static int runWithSignals(int signals) {
  pid_t pid = ::fork();
  if (pid == 0) {
    CancellationToken token;
    SignalCancellation handler(token);
    for (int i = 0; i < signals; ++i)
      ::raise(SIGINT);
    ::_exit(token.isCancelled() ? 50 : 51);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(CancellationTest, theSecondSignalEndsTheProcess) {
  EXPECT_EQ(runWithSignals(0), 51);
  EXPECT_EQ(runWithSignals(1), 50);
  EXPECT_EQ(runWithSignals(2), 130);
}

TEST(CancellationTest, handlersAreRestored) {
  struct sigaction before, after;
  ASSERT_EQ(::sigaction(SIGTERM, nullptr, &before), 0);
  {
    CancellationToken token;
    SignalCancellation handler(token);
  }
  ASSERT_EQ(::sigaction(SIGTERM, nullptr, &after), 0);
  EXPECT_EQ(before.sa_handler, after.sa_handler);
}

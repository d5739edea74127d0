//===- LogTailTest.cpp - Tests of LogTail ---------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Events/LogTail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace imgc;
using testing::ElementsAre;

TEST(LogTailTest, keepsTheLastLines) {
  LogTail tail(2);
  tail.append("one\ntwo\nthr");
  tail.append("ee\nfour");
  EXPECT_THAT(tail.getLines(), ElementsAre("three", "four"));
}

TEST(LogTailTest, whatALargePiecePushesOutIsForgotten) {
  LogTail tail(2);
  tail.append("start\r");
  tail.append("one\ntwo\nthree\nfour\n");
  EXPECT_THAT(tail.getLines(), ElementsAre("three", "four"));
  tail.append("five");
  EXPECT_THAT(tail.getLines(), ElementsAre("four", "five"));
}

TEST(LogTailTest, carriageReturnStartsTheLineAnew) {
  LogTail tail;
  tail.append("10%\r50%\r");
  tail.append("100%\r\nnext\r\n");
  EXPECT_THAT(tail.getLines(), ElementsAre("100%", "next"));
}

TEST(LogTailTest, memoryIsBounded) {
  LogTail tail(3, 10);
  for (int i = 0; i < 1000; ++i)
    tail.append("0123456789abcdef");
  ASSERT_EQ(tail.getLines().size(), 1u);
  EXPECT_EQ(tail.getLines()[0].size(), 10u);
}

//===- StageEnvTest.cpp - The variables of a stage ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/StageEnv.h"

#include "gtest/gtest.h"

using namespace imgc::dockerfile;
using Entries = std::vector<std::string>;

TEST(StageEnvTest, OrderIsOfLastAssignment) {
  StageEnv env;
  env.addBase("PATH", "/bin");
  env.set("a", "1");
  env.setConfig("b", "2");
  env.set("a", "3");
  EXPECT_EQ(env.toEntries(), (Entries{"PATH=/bin", "b=2", "a=3"}));
  env.setConfig("PATH", "/sbin");
  EXPECT_EQ(env.toEntries(), (Entries{"b=2", "a=3", "PATH=/sbin"}));
}

TEST(StageEnvTest, ConfigWinsInTheNextStage) {
  StageEnv env;
  env.addBase("PATH", "/bin");
  env.set("old", "1");
  env.setConfig("a", "env");
  env.setConfig("b", "2");
  env.set("a", "arg");
  env.setConfig("PATH", "/sbin");
  EXPECT_EQ(env.get("a"), "arg");
  env.leave();
  // ARGs come first; the config has its own order.
  EXPECT_EQ(env.toEntries(), (Entries{"old=1", "PATH=/sbin", "a=env", "b=2"}));
  env.set("old", "3");
  EXPECT_EQ(env.toEntries(), (Entries{"PATH=/sbin", "a=env", "b=2", "old=3"}));
  EXPECT_TRUE(env.isInConfig("a"));
  EXPECT_FALSE(env.isInConfig("old"));
}

TEST(StageEnvTest, RepeatedEntriesOfABaseComeBack) {
  StageEnv env;
  env.addBase("a", "1");
  env.addBase("b", "2");
  env.addBase("a", "3");
  EXPECT_EQ(env.toEntries(), (Entries{"b=2", "a=3"}));
  env.setConfig("a", "9");
  EXPECT_EQ(env.get("a"), "9");
  env.leave();
  EXPECT_EQ(env.get("a"), "3");
}

TEST(StageEnvTest, CopiesAreIndependent) {
  StageEnv base;
  for (int i = 0; i < 1000; ++i)
    base.setConfig("v" + std::to_string(i), "base");
  base.leave();
  StageEnv first = base, second = base;
  for (int i = 0; i < 1000; i += 3)
    first.setConfig("v" + std::to_string(i), "first");
  second.set("w", "second");
  EXPECT_EQ(first.get("v3"), "first");
  EXPECT_EQ(second.get("v3"), "base");
  EXPECT_EQ(base.get("v3"), "base");
  EXPECT_EQ(base.get("w"), std::nullopt);
  EXPECT_EQ(base.toEntries().size(), 1000u);
  EXPECT_EQ(second.toEntries().size(), 1001u);
}

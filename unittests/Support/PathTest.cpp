//===- PathTest.cpp - Tests of Support/Path -------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Path.h"

#include "gtest/gtest.h"

using namespace imgc;

TEST(PathTest, Clean) {
  EXPECT_EQ(path::clean(""), ".");
  EXPECT_EQ(path::clean("//"), "/");
  EXPECT_EQ(path::clean("/../a/./b//c/.."), "/a/b");
  EXPECT_EQ(path::clean("../../a"), "../../a");
  EXPECT_EQ(path::clean("a/../.."), "..");
  EXPECT_EQ(path::clean("a/.."), ".");
}

TEST(PathTest, JoinBaseDir) {
  EXPECT_EQ(path::join("", ""), "");
  EXPECT_EQ(path::join("a", ""), "a");
  EXPECT_EQ(path::join("", "b/"), "b");
  EXPECT_EQ(path::join("/a", "../b"), "/b");
  EXPECT_EQ(path::base(""), ".");
  EXPECT_EQ(path::base("/"), "/");
  EXPECT_EQ(path::base("a/b//"), "b");
  EXPECT_EQ(path::dir("a"), ".");
  EXPECT_EQ(path::dir("/a"), "/");
  EXPECT_EQ(path::dir("a/b/"), "a/b");
}

TEST(PathTest, Match) {
  EXPECT_EQ(path::match("a*c", "abbc"), true);
  EXPECT_EQ(path::match("a*c", "ab/c"), false);
  EXPECT_EQ(path::match("a?c", "a\xc3\xa9"
                               "c"),
            true);
  EXPECT_EQ(path::match("[^a-c]x", "dx"), true);
  EXPECT_EQ(path::match("[^a-c]x", "bx"), false);
  EXPECT_EQ(path::match("\\*", "*"), true);
  EXPECT_EQ(path::match("*/b", "a/b"), true);
  EXPECT_EQ(path::match("", ""), true);
}

TEST(PathTest, MatchMalformed) {
  EXPECT_EQ(path::match("[", "a"), std::nullopt);
  EXPECT_EQ(path::match("[]a]", "]"), std::nullopt);
  EXPECT_EQ(path::match("[a-", "a"), std::nullopt);
  EXPECT_EQ(path::match("a\\", "a"), std::nullopt);
  // A mismatch does not hide a malformed rest.
  EXPECT_EQ(path::match("x*[", "a"), std::nullopt);
  EXPECT_EQ(path::match("x*[", "a", /*checkRest=*/false), false);
}

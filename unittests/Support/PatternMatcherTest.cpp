//===- PatternMatcherTest.cpp - Tests of Support/PatternMatcher -----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/PatternMatcher.h"

#include "imgc/Support/Error.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace imgc;
using testing::ElementsAre;

static PatternMatcher make(std::vector<std::string> patterns) {
  return llvm::cantFail(PatternMatcher::create(patterns));
}

static bool matches(std::vector<std::string> patterns, llvm::StringRef path) {
  return make(std::move(patterns)).matches(path);
}

TEST(IgnoreFileTest, Lines) {
  auto patterns = parseIgnoreFile("\xEF\xBB\xBF# no\n  a/../b/ \r\n\n /x \n! /y\n #z\n!\n/\n");
  ASSERT_TRUE(static_cast<bool>(patterns));
  EXPECT_THAT(*patterns, ElementsAre("b", "x", "!y", "#z", "!", "/"));
}

TEST(IgnoreFileTest, LongLineNamesItsNumber) {
  auto patterns = parseIgnoreFile("a\n" + std::string(70000, 'x'));
  EXPECT_EQ(takeError(patterns.takeError()).message,
            "line 2 of the ignore file is longer than 65535 bytes");
}

TEST(PatternMatcherTest, Forms) {
  EXPECT_TRUE(matches({"a"}, "a/b/c"));
  EXPECT_FALSE(matches({"a"}, "b/a"));
  EXPECT_TRUE(matches({"**/a"}, "b/c/a"));
  EXPECT_TRUE(matches({"**/a"}, "a"));
  EXPECT_TRUE(matches({"a/**"}, "a/b/c"));
  EXPECT_FALSE(matches({"a/**"}, "a"));
  EXPECT_TRUE(matches({"a/**/b"}, "a/b"));
  EXPECT_TRUE(matches({"a/**/b"}, "a/x/y/b"));
  EXPECT_TRUE(matches({"*.go"}, "x.go"));
  EXPECT_FALSE(matches({"*.go"}, "d/x.go"));
  EXPECT_TRUE(matches({"**/*.go"}, "d/e/x.go"));
  EXPECT_TRUE(matches({"a?c"}, "abc"));
  EXPECT_TRUE(matches({"[a-c]x"}, "bx"));
  EXPECT_TRUE(matches({"a\\*"}, "a*"));
  EXPECT_FALSE(matches({"a\\*"}, "ab"));
  EXPECT_TRUE(matches({"a.(b)$"}, "a.(b)$"));
  EXPECT_TRUE(matches({"**"}, "anything/at/all"));
}

TEST(PatternMatcherTest, LastMatchDecides) {
  EXPECT_FALSE(matches({"*", "!a"}, "a"));
  EXPECT_FALSE(matches({"d", "!d/keep"}, "d/keep"));
  EXPECT_TRUE(matches({"d", "!d/keep"}, "d/drop"));
  EXPECT_TRUE(matches({"d", "!d/keep", "d/keep/not"}, "d/keep/not"));
}

TEST(PatternMatcherTest, ParentStateAgrees) {
  PatternMatcher matcher = make({"d", "!d/keep", "**/x"});
  PatternMatcher::State root, keep, leaf;
  EXPECT_TRUE(matcher.matches("d", nullptr, root));
  EXPECT_FALSE(matcher.matches("d/keep", &root, keep));
  EXPECT_FALSE(matcher.matches("d/keep/f", &keep, leaf));
  EXPECT_TRUE(matcher.matches("d/keep/x", &keep, leaf));
  EXPECT_TRUE(matcher.hasExceptions());
}

TEST(PatternMatcherTest, Pruning) {
  PatternMatcher matcher = make({"*", "!a/b/c", "!d*/e"});
  EXPECT_TRUE(matcher.mayReincludeBelow("a"));
  EXPECT_TRUE(matcher.mayReincludeBelow("a/b"));
  EXPECT_FALSE(matcher.mayReincludeBelow("a/b/c"));
  EXPECT_FALSE(matcher.mayReincludeBelow("b"));
  EXPECT_TRUE(matcher.mayReincludeBelow("dir"));
  EXPECT_TRUE(make({"*", "!**/x"}).mayReincludeBelow("b"));
}

/// Patterns are found by the first component of a path; their order counts all the same.
TEST(PatternMatcherTest, FirstComponents) {
  std::vector<std::string> patterns{"docs/*", "!**/keep", "docs/a?/keep", "!docs/ab", "s.c/x*y/**",
                                    "docs2"};
  EXPECT_TRUE(matches(patterns, "docs/a"));
  EXPECT_FALSE(matches(patterns, "docs/keep"));
  EXPECT_FALSE(matches(patterns, "docs/ab/keep"));
  EXPECT_TRUE(matches(patterns, "docs/ac/keep"));
  EXPECT_FALSE(matches(patterns, "docs"));
  EXPECT_TRUE(matches(patterns, "docs2/x"));
  EXPECT_FALSE(matches(patterns, "doc/a"));
  EXPECT_TRUE(matches(patterns, "s.c/xxy/z"));
  EXPECT_FALSE(matches(patterns, "sxc/xxy/z"));
  EXPECT_TRUE(matches({"/"}, "/a"));
  EXPECT_TRUE(matches({"ab**"}, "abc/d"));
  EXPECT_TRUE(matches({"a*/b"}, "ac/b"));
}

TEST(PatternMatcherTest, Errors) {
  for (std::string pattern : {"!", "[", "a[b", "[z-a]", "\\q"}) {
    auto matcher = PatternMatcher::create({pattern});
    EXPECT_FALSE(static_cast<bool>(matcher)) << pattern;
    llvm::consumeError(matcher.takeError());
  }
}

// Go's expressions have more escapes than patterns should.
TEST(PatternMatcherTest, WordBoundaries) {
  EXPECT_TRUE(matches({"a\\b"}, "a"));
  EXPECT_FALSE(matches({"a\\b"}, "ab"));
  EXPECT_TRUE(matches({"a\\b.c"}, "a.c"));
  EXPECT_TRUE(matches({"a\\Bb"}, "ab"));
  EXPECT_FALSE(matches({"a\\B"}, "a"));
  EXPECT_TRUE(matches({"\\Aa\\z"}, "a"));
  EXPECT_TRUE(matches({"a\\Qb*\\E"}, "ab[^/]*")) << "quotes what the star became";
}

TEST(PatternMatcherTest, LateErrors) {
  llvm::Expected<PatternMatcher> matcher = PatternMatcher::createLate({"a", "[z-a]"});
  ASSERT_TRUE(static_cast<bool>(matcher));
  llvm::Expected<bool> early = matcher->tryMatch("a"), late = matcher->tryMatch("b");
  EXPECT_TRUE(static_cast<bool>(early) && *early);
  EXPECT_FALSE(static_cast<bool>(late));
  llvm::consumeError(early.takeError());
  llvm::consumeError(late.takeError());
}

TEST(PatternMatcherTest, NoExponentialPatterns) {
  std::string pattern, path(2000, 'a');
  for (int i = 0; i != 50; ++i)
    pattern += "*a";
  EXPECT_FALSE(matches({pattern + "b"}, path));
}

//===- GitRefTest.cpp - Tests of Support/GitRef ------------------------ ----===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/GitRef.h"

#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

using namespace imgc;

/// Identifier and remote, `none`, or the error.
static std::string parse(llvm::StringRef text) {
  auto ref = parseGitRef(text);
  if (!ref)
    return takeError(ref.takeError()).message;
  return *ref ? (*ref)->getIdentifier() + " " + (*ref)->remote : "none";
}

TEST(GitRefTest, Forms) {
  EXPECT_EQ(parse("https://h/o/r.git"), "h/o/r.git https://h/o/r.git");
  EXPECT_EQ(parse("https://h/o/r.git#v1:a/../b"), "h/o/r.git#v1:b https://h/o/r.git");
  EXPECT_EQ(parse("https://h/o/r.git#:sub"), "h/o/r.git#:sub https://h/o/r.git");
  EXPECT_EQ(parse("https://h/o/r.git?branch=b&subdir=s"), "h/o/r.git#refs/heads/b:s https://h/o/r.git");
  EXPECT_EQ(parse("git@h:o/r#x"), "h/o/r#x git@h:o/r");
  EXPECT_EQ(parse("ssh://git@h:22/o/r"), "h:22/o/r ssh://git@h:22/o/r");
  EXPECT_EQ(parse("git://h/r"), "h/r git://h/r");
  EXPECT_EQ(parse("github.com/o/r#x:y"), "github.com/o/r#x:y https://github.com/o/r");
}

TEST(GitRefTest, OtherThings) {
  for (const char *text : {"", "-", ".", "./git@h:r", "dir", "https://h/file", "ftp://h/r.git"})
    EXPECT_EQ(parse(text), "none") << text;
  EXPECT_EQ(parse("https://h/r.git?x=1"), "unexpected query \"x\"");
  EXPECT_EQ(parse("https://h/r.git?mtime=now"),
            "invalid mtime value: \"now\" (must be \"checkout\" or \"commit\")");
  EXPECT_TRUE(isHTTPSource("http://h/file"));
  EXPECT_FALSE(isHTTPSource("http://h/r.git"));
  EXPECT_FALSE(isHTTPSource("file"));
}

TEST(GitRefTest, Options) {
  auto ref = parseGitRef("https://h/r.git?keep-git-dir=1&submodules=false&mtime=commit&commit=ab");
  ASSERT_TRUE(ref && *ref);
  EXPECT_EQ((*ref)->keepGitDir, true);
  EXPECT_EQ((*ref)->submodules, false);
  EXPECT_EQ((*ref)->mtime, "commit");
  EXPECT_EQ((*ref)->checksum, "ab");
}

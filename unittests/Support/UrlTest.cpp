//===- UrlTest.cpp - Tests of Support/Url ---------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Url.h"

#include "gtest/gtest.h"

using namespace imgc;

TEST(UrlTest, CredentialsAreNotShown) {
  EXPECT_EQ(redactCredentials("https://u:p@h/r.git?x#y"), "https://xxxxx:xxxxx@h/r.git?x#y");
  EXPECT_EQ(redactCredentials("https://token@h/r"), "https://xxxxx@h/r");
  EXPECT_EQ(redactCredentials("ssh://u:p@h:22/r"), "ssh://xxxxx:xxxxx@h:22/r");
  // Whatever is wrong with it.
  EXPECT_EQ(redactCredentials("https://u:p%@x@h"), "https://xxxxx:xxxxx@h");
  EXPECT_EQ(redactCredentials("x y://:p@"), "x y://xxxxx:xxxxx@");
}

TEST(UrlTest, OtherTextStays) {
  for (const char *text : {"", "://", "https://h", "https://h:1/a@b", "https://h?u:p@x",
                           "https://h#a@b", "ssh://git@h/r", "git@h:r", "dir/u:p@x", "u:p@h"})
    EXPECT_EQ(redactCredentials(text), text);
}

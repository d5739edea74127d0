//===- PlatformTest.cpp - Tests of Support/Platform -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Platform.h"

#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

using namespace imgc;

static std::string parse(llvm::StringRef text) {
  auto platform = Platform::parse(text);
  return platform ? platform->strAll() : takeError(platform.takeError()).message;
}

TEST(PlatformTest, Spellings) {
  EXPECT_EQ(parse("linux/x86_64"), "linux/amd64");
  EXPECT_EQ(parse("Linux/aarch64/v8"), "linux/arm64");
  EXPECT_EQ(parse("linux/arm"), "linux/arm/v7");
  EXPECT_EQ(parse("linux/armel"), "linux/arm/v6");
  EXPECT_EQ(parse("linux/amd64/v1"), "linux/amd64");
  EXPECT_EQ(parse("macos/arm64"), "darwin/arm64");
  EXPECT_EQ(parse("windows(10.0.17763)/amd64"), "windows(10.0.17763)/amd64");
  EXPECT_EQ(parse("windows(10.0.17763+b+a)/amd64"), "windows(10.0.17763+a+b)/amd64");
  EXPECT_EQ(parse("riscv64"), "linux/riscv64");
  EXPECT_EQ(parse("local"), Platform::host().strAll());
}

TEST(PlatformTest, ExactKeepsVariants) {
  EXPECT_EQ(llvm::cantFail(Platform::parseExact("linux/arm")).str(), "linux/arm");
  EXPECT_EQ(llvm::cantFail(Platform::parseExact("linux/arm64/v8")).str(), "linux/arm64/v8");
}

TEST(PlatformTest, Errors) {
  EXPECT_EQ(parse("*"), "\"*\": wildcards not yet supported: invalid argument");
  EXPECT_EQ(parse("foo"), "\"foo\": unknown operating system or architecture: invalid argument");
  EXPECT_EQ(parse("a/b/c/d"), "\"a/b/c/d\": cannot parse platform specifier: invalid argument");
  EXPECT_EQ(parse("a/"), "\"\" is an invalid component of \"a/\": platform specifier component "
                         "must match \"^[A-Za-z0-9_.-]+$\": invalid argument");
}

TEST(PlatformTest, Matching) {
  auto match = [](llvm::StringRef wanted, llvm::StringRef candidate) {
    return matchPlatform(llvm::cantFail(Platform::parse(wanted)),
                         llvm::cantFail(Platform::parse(candidate)));
  };
  EXPECT_EQ(match("linux/amd64", "linux/amd64"), 0);
  EXPECT_EQ(match("linux/amd64", "linux/386"), 1);
  EXPECT_EQ(match("linux/amd64/v3", "linux/amd64"), 2);
  EXPECT_EQ(match("linux/arm/v7", "linux/arm/v6"), 1);
  EXPECT_EQ(match("linux/arm/v6", "linux/arm/v7"), -1);
  EXPECT_EQ(match("linux/arm64", "linux/arm/v7"), 2);
  EXPECT_EQ(match("linux/amd64", "linux/arm64"), -1);
  EXPECT_EQ(match("windows(10.0.20348)/amd64", "windows(10.0.20348.1)/amd64"), 0);
  EXPECT_EQ(match("windows(10.0.17763)/amd64", "windows(10.0.20348)/amd64"), -1);
}

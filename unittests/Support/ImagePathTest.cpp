//===- ImagePathTest.cpp - Paths as the image's OS reads them -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/ImagePath.h"
#include "imgc/Support/Error.h"
#include "gtest/gtest.h"

using namespace imgc;

namespace {

std::string show(llvm::Expected<std::string> path) {
  return path ? *path : "error: " + takeError(path.takeError()).message;
}

std::string normalize(llvm::StringRef os, llvm::StringRef parent, llvm::StringRef path,
                      bool keepSlash = false) {
  return show(ImagePaths(os).normalize(parent, path, keepSlash));
}

TEST(ImagePathTest, Linux) {
  EXPECT_EQ(normalize("linux", "/a", "b/../c"), "/a/c");
  EXPECT_EQ(normalize("linux", "/a", "/b/../c"), "/b/../c") << "absolute paths stay as written";
  EXPECT_EQ(normalize("linux", "", ""), "/");
  EXPECT_EQ(normalize("linux", "a", "b"), "/a/b");
  EXPECT_EQ(normalize("linux", "/a", "b/", true), "/a/b/");
  EXPECT_EQ(normalize("linux", "/a", "b/.", true), "/a/b/.");
  EXPECT_EQ(normalize("linux", "/a", "C:\\b"), "/a/C:\\b");
}

TEST(ImagePathTest, Windows) {
  EXPECT_EQ(normalize("windows", "C:\\a", "b\\c"), "/a/b/c");
  EXPECT_EQ(normalize("windows", "\\a", "c:\\b\\..\\c"), "/c");
  EXPECT_EQ(normalize("windows", "/a", "C:b"), "/a/b");
  EXPECT_EQ(normalize("windows", "/a", "b\\", true), "/a/b/");
  EXPECT_EQ(normalize("windows", "/", "D:\\x"),
            "error: removing drive letter: The specified path is not on the system drive (C:)");
  EXPECT_EQ(normalize("windows", "/", "\\\\host\\share"),
            "error: removing drive letter: UNC paths are not supported");
  EXPECT_EQ(normalize("windows", "/", "C:"),
            "error: removing drive letter: No relative path specified in \"C:\"");
}

TEST(ImagePathTest, Absolute) {
  ImagePaths windows("windows"), linux("linux");
  EXPECT_TRUE(windows.isAbsolute("C:\\x") && windows.isAbsolute("\\x") && windows.isAbsolute("/x"));
  EXPECT_FALSE(windows.isAbsolute("C:x") || windows.isAbsolute("x") || windows.isAbsolute("D:\\x"));
  EXPECT_FALSE(linux.isAbsolute("C:\\x") || linux.isAbsolute("\\x"));
}

TEST(ImagePathTest, Slashes) {
  EXPECT_EQ(ImagePaths("windows").fromSlash("/a/b"), "\\a\\b");
  EXPECT_EQ(ImagePaths("windows").toSlash("a\\b"), "a/b");
  EXPECT_EQ(ImagePaths("linux").toSlash("a\\b"), "a\\b");
}

} // namespace

//===- OverlayTest.cpp - Detached overlay mounts --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestTree.h"

using namespace imgc;
using namespace imgc::test;

namespace {
/// Every test runs with both ways to mount.
class OverlayTest : public ::testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    IMGC_SKIP_UNLESS_ROOT();
    ::setenv("IMGC_OVERLAY_LEGACY", GetParam(), 1);
  }
  void TearDown() override { ::unsetenv("IMGC_OVERLAY_LEGACY"); }

  std::string read(int root, llvm::StringRef name) {
    llvm::ErrorOr<std::string> text = readFileInRoot(root, name, 1000);
    return text ? *text : "error: " + text.getError().message();
  }

  TestTree tree;
};
} // namespace

TEST_P(OverlayTest, StacksTopMostFirst) {
  OverlaySpec spec;
  spec.lowers = {tree.dir("top"), tree.dir("bottom")};
  tree.file("top/a", "top");
  tree.file("bottom/a", "bottom");
  tree.file("bottom/b", "bottom");
  llvm::Expected<FileDescriptor> mount = mountOverlay(spec);
  ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
  EXPECT_EQ(read(mount->get(), "a"), "top");
  EXPECT_EQ(read(mount->get(), "b"), "bottom");
  EXPECT_EQ(tree.ourMounts(), "");
  FileDescriptor file(::openat(mount->get(), "new", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
  EXPECT_FALSE(file);
  EXPECT_EQ(errno, EROFS);
}

TEST_P(OverlayTest, WritesGoToTheUpper) {
  OverlaySpec spec;
  spec.lowers = {tree.dir("lower")};
  tree.file("lower/gone", "x");
  spec.upper = tree.dir("upper");
  spec.work = tree.dir("work");
  llvm::Expected<FileDescriptor> mount = mountOverlay(spec);
  ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
  FileDescriptor file(::openat(mount->get(), "new", O_CREAT | O_WRONLY | O_CLOEXEC, 0644));
  EXPECT_TRUE(file);
  EXPECT_EQ(::unlinkat(mount->get(), "gone", 0), 0);
  EXPECT_TRUE(tree.exists("upper/new"));
  struct stat st;
  ASSERT_EQ(::lstat(tree.at("upper/gone").c_str(), &st), 0);
  EXPECT_TRUE(S_ISCHR(st.st_mode) && st.st_rdev == 0);
  EXPECT_TRUE(tree.exists("lower/gone"));
}

TEST_P(OverlayTest, DirectoryRenameIsRefused) {
  OverlaySpec spec;
  spec.lowers = {tree.dir("lower")};
  tree.dir("lower/d");
  spec.upper = tree.dir("upper");
  spec.work = tree.dir("work");
  llvm::Expected<FileDescriptor> mount = mountOverlay(spec);
  ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
  // redirect_dir=nofollow: no redirect mark can come to be.
  EXPECT_EQ(::renameat(mount->get(), "d", mount->get(), "e"), -1);
  EXPECT_EQ(errno, EXDEV);
}

TEST_P(OverlayTest, OneReadOnlyLower) {
  OverlaySpec spec;
  spec.lowers = {tree.dir("lower")};
  tree.file("lower/a", "text");
  llvm::Expected<FileDescriptor> mount = mountOverlay(spec);
  ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
  EXPECT_EQ(read(mount->get(), "a"), "text");
  EXPECT_EQ(::mkdirat(mount->get(), "d", 0755), -1);
  EXPECT_EQ(errno, EROFS);
}

TEST_P(OverlayTest, ScratchIsEmpty) {
  llvm::Expected<FileDescriptor> mount = mountOverlay({});
  ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
  EXPECT_EQ(::mkdirat(mount->get(), "d", 0755), -1);

  OverlaySpec spec;
  spec.upper = tree.dir("upper");
  llvm::Expected<FileDescriptor> writable = mountOverlay(spec);
  ASSERT_TRUE(static_cast<bool>(writable)) << text(writable.takeError());
  EXPECT_EQ(::mkdirat(writable->get(), "d", 0755), 0);
  EXPECT_TRUE(tree.exists("upper/d"));
}

TEST_P(OverlayTest, ManyLayers) {
  OverlaySpec spec;
  for (int i = 0; i < 600; ++i) {
    std::string name = "l" + std::to_string(i);
    spec.lowers.push_back(tree.dir(name));
    tree.file(name + "/f" + std::to_string(i), "x");
    tree.file(name + "/all", std::to_string(i));
  }
  spec.upper = tree.dir("upper");
  spec.work = tree.dir("work");
  llvm::Expected<FileDescriptor> mount = mountOverlay(spec);
  if (GetParam()[0] == '1') {
    // mount(2) cannot stack detached overlays; the error says what is the matter.
    EXPECT_TRUE(llvm::StringRef(text(mount.takeError()))
                    .starts_with("the image has 600 layers, more than this kernel mounts"));
    return;
  }
  ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
  EXPECT_EQ(read(mount->get(), "all"), "0");
  EXPECT_EQ(read(mount->get(), "f0"), "x");
  EXPECT_EQ(read(mount->get(), "f449"), "x");
  EXPECT_EQ(read(mount->get(), "f599"), "x");
}

TEST_P(OverlayTest, ErrorsSayWhatTheKernelSays) {
  OverlaySpec spec;
  spec.lowers = {tree.dir("lower")};
  spec.upper = tree.dir("upper");
  EXPECT_EQ(text(mountOverlay(spec).takeError()),
            "an overlay with an upper needs a work directory");
  spec.work = tree.dir("upper/work");
  llvm::Expected<FileDescriptor> mount = mountOverlay(spec);
  ASSERT_FALSE(static_cast<bool>(mount));
  EXPECT_EQ(llvm::StringRef(text(mount.takeError())).starts_with("cannot mount the snapshot: "),
            true);
}

INSTANTIATE_TEST_SUITE_P(Ways, OverlayTest, ::testing::Values("0", "1"), [](const auto &info) {
  return info.param[0] == '1' ? "Legacy" : "Context";
});

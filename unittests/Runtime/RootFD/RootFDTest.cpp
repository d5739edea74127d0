//===- RootFDTest.cpp - Tests of paths inside untrusted trees -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/RootFD/RootFD.h"

#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>

using namespace imgc;
namespace fs = std::filesystem;

namespace {

class RootFDTest : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/imgc-rootfd-XXXXXX";
    ASSERT_NE(::mkdtemp(name), nullptr);
    base = name;
    fs::create_directories(base / "root/dir/sub");
    std::ofstream(base / "secret") << "secret";
    std::ofstream(base / "root/dir/file") << "inside";
    root = FileDescriptor(::open((base / "root").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  void TearDown() override { fs::remove_all(base); }
  void link(const char *target, const char *name) {
    fs::create_symlink(target, base / "root" / name);
  }
  std::error_code readError(const char *path) {
    llvm::ErrorOr<std::string> content = readFileInRoot(root.get(), path, 100);
    return content.getError();
  }

  fs::path base;
  FileDescriptor root;
};

TEST_F(RootFDTest, DotDotAndAbsoluteLinksStayInside) {
  EXPECT_EQ(readError("../secret"), std::errc::no_such_file_or_directory);
  EXPECT_EQ(*readFileInRoot(root.get(), "../../dir/file", 100), "inside");
  link("/dir/file", "absolute");
  EXPECT_EQ(*readFileInRoot(root.get(), "absolute", 100), "inside");
  link("../secret", "up");
  EXPECT_EQ(readError("up"), std::errc::no_such_file_or_directory);
  link("dir/../../../dir", "around");
  EXPECT_EQ(*readFileInRoot(root.get(), "/around/file", 100), "inside");
}

TEST_F(RootFDTest, LoopsAndMagicLinks) {
  link("loop", "loop");
  EXPECT_EQ(readError("loop"), std::errc::too_many_symbolic_link_levels);
  FileDescriptor proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  llvm::ErrorOr<FileDescriptor> magic = openInRoot(proc.get(), "self/cwd", O_PATH | O_DIRECTORY);
  EXPECT_EQ(magic.getError(), std::errc::too_many_symbolic_link_levels);
}

TEST_F(RootFDTest, ReadsRegularFilesOnly) {
  ASSERT_EQ(::mkfifo((base / "root/fifo").c_str(), 0600), 0);
  EXPECT_EQ(readError("fifo"), std::errc::invalid_argument);
  EXPECT_EQ(readError("dir"), std::errc::is_a_directory);
  std::ofstream(base / "root/big") << std::string(101, 'x');
  EXPECT_EQ(readError("big"), std::errc::file_too_large);
  EXPECT_EQ(openInRoot(root.get(), llvm::StringRef("a\0b", 3), O_RDONLY).getError(),
            std::errc::invalid_argument);
}

TEST_F(RootFDTest, ParentIsNeverTheName) {
  for (const char *path : {"", "/", "dir/..", "dir/."})
    EXPECT_EQ(openParentInRoot(root.get(), path).getError(), std::errc::invalid_argument) << path;
  llvm::ErrorOr<ParentInRoot> place = openParentInRoot(root.get(), "dir/new/");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->name, "new");
}

TEST_F(RootFDTest, MakesDirectoriesWithAttributes) {
  MkdirOptions options;
  options.mode = 01777;
  options.mtime = timespec{1000, 0};
  std::vector<std::string> created;
  options.created = [&](llvm::StringRef path) { created.push_back(path.str()); };
  link("/gone/away", "dangling");
  ASSERT_TRUE(mkdirsInRoot(root.get(), "dangling/../../x/y", options));
  EXPECT_EQ(created, (std::vector<std::string>{"gone", "gone/away", "x", "x/y"}));
  struct stat st = *statInRoot(root.get(), "x/y", FollowLast::No);
  EXPECT_EQ(st.st_mode & 07777, 01777u);
  EXPECT_EQ(st.st_mtim.tv_sec, 1000);
  EXPECT_EQ(mkdirsInRoot(root.get(), "dir/file/z").getError(), std::errc::not_a_directory);
  EXPECT_FALSE(fs::exists(base / "gone"));
}

TEST_F(RootFDTest, RemovesDeepTreesAndLinksNotTargets) {
  // Thrice as deep as descriptors are kept. (On ext4 a thousand new directories
  // take seconds where as many were removed just before.)
  fs::create_symlink(base / "root/dir", base / "root/dir/sub/outside");
  fs::create_directories(base / "victim");
  std::ofstream(base / "victim/file") << "x";
  fs::create_symlink(base / "victim", base / "root/dir/victim");
  int fd = ::open((base / "root/dir").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (int i = 0; i < 400; ++i) {
    ASSERT_EQ(::mkdirat(fd, "d", 0755), 0);
    int next = ::openat(fd, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::close(fd);
    fd = next;
  }
  ::close(fd);
  EXPECT_EQ(removeTreeAt(root.get(), "dir"), std::error_code());
  EXPECT_FALSE(fs::exists(base / "root/dir"));
  EXPECT_TRUE(fs::exists(base / "victim/file"));
  EXPECT_EQ(removeTreeAt(root.get(), "dir"), std::error_code());
  EXPECT_EQ(removeTreeAt(root.get(), ".."), std::errc::invalid_argument);
}

} // namespace

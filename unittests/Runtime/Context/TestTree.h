//===- TestTree.h - Temporary directories for tests -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_UNITTESTS_RUNTIME_CONTEXT_TESTTREE_H
#define IMGC_UNITTESTS_RUNTIME_CONTEXT_TESTTREE_H

#include "imgc/Runtime/Context/FileTree.h"
#include "imgc/Support/Error.h"

#include "gtest/gtest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace imgc::test {

/// A directory that is removed with everything in it.
class TempDir {
public:
  TempDir() {
    char name[] = "/tmp/imgc-test-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string operator/(const std::string &name) const { return path + "/" + name; }

  void write(const std::string &name, const std::string &text, mode_t mode = 0644) const {
    makeDir(std::filesystem::path(name).parent_path().string());
    std::ofstream(*this / name) << text;
    ::chmod((*this / name).c_str(), mode);
  }
  void makeDir(const std::string &name, mode_t mode = 0755) const {
    std::filesystem::create_directories(*this / name);
    if (!name.empty())
      ::chmod((*this / name).c_str(), mode);
  }
  void link(const std::string &target, const std::string &name) const {
    ASSERT_EQ(::symlink(target.c_str(), (*this / name).c_str()), 0);
  }
  std::string read(const std::string &name) const {
    std::ifstream file(*this / name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  bool exists(const std::string &name) const {
    struct stat status;
    return ::lstat((*this / name).c_str(), &status) == 0;
  }
  struct stat stat(const std::string &name) const {
    struct stat status{};
    ::lstat((*this / name).c_str(), &status);
    return status;
  }
  mode_t mode(const std::string &name) const { return stat(name).st_mode & 07777; }
  FileDescriptor open() const {
    return FileDescriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  std::string path;
};

inline std::string messageOf(llvm::Error error) { return takeError(std::move(error)).message; }

inline std::unique_ptr<FileTree> openTree(const TempDir &dir, FileTreeOptions options = {},
                                          StatCache *cache = nullptr) {
  auto tree = FileTree::open(dir.open(), std::move(options), cache);
  EXPECT_TRUE(bool(tree));
  return tree ? std::move(*tree) : nullptr;
}

} // namespace imgc::test

#endif // IMGC_UNITTESTS_RUNTIME_CONTEXT_TESTTREE_H

//===- TestTree.h - A temporary directory for tests that mount --*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_UNITTESTS_RUNTIME_SNAPSHOT_TESTTREE_H
#define IMGC_UNITTESTS_RUNTIME_SNAPSHOT_TESTTREE_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Runtime/Snapshot/Overlay.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/StringExtras.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <dirent.h>
#include <fstream>
#include <set>
#include <string>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace imgc::test {

/// Removed at the end, after a check that nothing is mounted in it any more.
class TestTree {
public:
  TestTree() {
    const char *base = std::getenv("TMPDIR");
    path = std::string(base ? base : "/tmp") + "/imgc-test-XXXXXX";
    EXPECT_NE(::mkdtemp(path.data()), nullptr);
    EXPECT_EQ(::chmod(path.c_str(), 0755), 0);
  }
  ~TestTree() {
    EXPECT_EQ(ourMounts(), "");
    FileDescriptor parent(::open(llvm::StringRef(path).rsplit('/').first.str().c_str(),
                                 O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    EXPECT_FALSE(removeTreeAt(parent.get(), llvm::StringRef(path).rsplit('/').second));
  }

  /// Lines of mountinfo that are this test's.
  std::string ourMounts() const {
    std::ifstream file("/proc/self/mountinfo");
    std::string line, result;
    while (std::getline(file, line))
      if (line.find(path) != std::string::npos || line.find("/proc/self/fd/") != std::string::npos)
        result += line + "\n";
    return result;
  }

  std::string at(llvm::StringRef name) const { return path + "/" + name.str(); }
  int dir(llvm::StringRef name, mode_t mode = 0755) {
    std::string full = path;
    for (llvm::StringRef rest = name; !rest.empty();) {
      auto [head, tail] = rest.split('/');
      full += "/" + head.str();
      ::mkdir(full.c_str(), mode);
      rest = tail;
    }
    EXPECT_EQ(::chmod(full.c_str(), mode), 0);
    opened.push_back(FileDescriptor(::open(full.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
    EXPECT_TRUE(opened.back());
    return opened.back().get();
  }
  void file(llvm::StringRef name, llvm::StringRef text, mode_t mode = 0644) {
    std::ofstream(at(name)) << text.str();
    EXPECT_EQ(::chmod(at(name).c_str(), mode), 0) << name.str();
  }
  void link(llvm::StringRef target, llvm::StringRef name) {
    EXPECT_EQ(::symlink(target.str().c_str(), at(name).c_str()), 0) << name.str();
  }
  bool exists(llvm::StringRef name) const {
    struct stat st;
    return ::lstat(at(name).c_str(), &st) == 0;
  }
  std::string read(llvm::StringRef name) const {
    std::ifstream file(at(name));
    return std::string(std::istreambuf_iterator<char>(file), {});
  }
  /// Sorted names in a directory, each followed by a space.
  std::string list(llvm::StringRef name) const;

  std::string path;

private:
  std::vector<FileDescriptor> opened;
};

inline std::string TestTree::list(llvm::StringRef name) const {
  std::set<std::string> names;
  if (DIR *directory = ::opendir(at(name).c_str())) {
    while (const struct dirent *entry = ::readdir(directory))
      names.insert(entry->d_name);
    ::closedir(directory);
  }
  std::string result;
  for (const std::string &entry : names)
    if (entry != "." && entry != "..")
      result += entry + " ";
  return result;
}

/// The error as the user sees it; empty for success.
inline std::string text(llvm::Error error) {
  return error ? takeError(std::move(error)).message : std::string();
}

#define IMGC_SKIP_UNLESS_ROOT()                                                                    \
  if (::geteuid() != 0)                                                                            \
  GTEST_SKIP() << "needs root: mounts file systems"

} // namespace imgc::test

#endif // IMGC_UNITTESTS_RUNTIME_SNAPSHOT_TESTTREE_H

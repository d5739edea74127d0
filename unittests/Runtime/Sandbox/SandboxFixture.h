//===- SandboxFixture.h - A small image to run commands in ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_UNITTESTS_RUNTIME_SANDBOX_SANDBOXFIXTURE_H
#define IMGC_UNITTESTS_RUNTIME_SANDBOX_SANDBOXFIXTURE_H

#include "../Snapshot/TestTree.h"
#include "imgc/Runtime/Sandbox/Sandbox.h"
#include "imgc/Runtime/Snapshot/StubLayer.h"

#include <filesystem>

namespace imgc::test {

/// `lower` is an image with a static busybox and two users. Each run gets its
/// own stub, upper and work directories.
class SandboxTest : public ::testing::Test {
protected:
  void SetUp() override {
    IMGC_SKIP_UNLESS_ROOT();
    for (const char *path : {"/bin/busybox", "/usr/bin/busybox"})
      if (busybox.empty() && ::access(path, X_OK) == 0)
        busybox = path;
    if (busybox.empty())
      GTEST_SKIP() << "needs busybox (Debian package busybox-static)";
    lower = tree.dir("lower");
    tree.dir("lower/bin");
    tree.dir("lower/tmp", 01777);
    tree.dir("lower/etc");
    std::filesystem::copy_file(busybox, tree.at("lower/bin/busybox"));
    for (const char *name :
         {"sh",   "cat",      "echo", "ls", "id",   "env",   "sleep",   "touch", "mkdir",
          "grep", "hostname", "pwd",  "ip", "stat", "mount", "mknod",   "rm",    "ulimit",
          "ln",   "chmod",    "true", "wc", "dd",   "head",  "readlink"})
      tree.link("busybox", std::string("lower/bin/") + name);
    tree.file("lower/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"
                                  "alice:x:1000:1001:Alice:/home/alice:/bin/sh\n"
                                  "huge:x:4294967295:0::/:/bin/sh\n");
    tree.file("lower/etc/group", "root:x:0:\nstaff:x:50:bob,alice\nalice:x:1001:\n"
                                 "wheel:x:60:alice\n");
    spec.args = {"/bin/sh", "-c", "true"};
    spec.env = {"PATH=/bin"};
  }
  void TearDown() override {
    std::ifstream children("/proc/thread-self/children");
    std::string pids;
    std::getline(children, pids);
    EXPECT_EQ(pids, "") << "processes left";
  }

  /// Mounts the image, runs `spec`, finishes the upper. The error's text is in
  /// `error`.
  SandboxResult run(int cancelFD = -1);
  SandboxResult sh(llvm::StringRef script) {
    spec.args = {"/bin/sh", "-c", script.str()};
    return run();
  }
  /// Standard output of a script that must succeed, without the last newline.
  std::string outputOf(llvm::StringRef script) {
    SandboxResult result = sh(script);
    EXPECT_EQ(result.exitCode, 0) << script.str() << "\n" << err << error;
    return llvm::StringRef(out).rtrim('\n').str();
  }

  TestTree tree;
  std::string busybox;
  int lower = -1;
  /// With every run a new number.
  int runs = 0;
  SandboxSpec spec;
  std::string out, err, merged, error;
  bool useStub = true;
};

} // namespace imgc::test

#endif // IMGC_UNITTESTS_RUNTIME_SANDBOX_SANDBOXFIXTURE_H

//===- SubprocessTest.cpp - Tests of Runtime/Git/Subprocess ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "../../../lib/Runtime/Git/Subprocess.h"
#include "../TestSupport.h"

#include "imgc/Support/Error.h"

#include <chrono>
#include <csignal>

using namespace imgc;
using namespace imgc::detail;

static SubprocessSpec makeSpec(std::string script) {
  SubprocessSpec spec;
  spec.program = "/bin/sh";
  spec.arguments = {"-c", std::move(script)};
  spec.environment = {"PATH=/usr/bin:/bin", "A=b"};
  spec.directory = "/";
  return spec;
}

TEST(SubprocessTest, GivesWhatIsPrinted) {
  SubprocessResult result =
      get(runSubprocess(makeSpec("echo out $A $PWD; echo err >&2; umask; cat; exit 3")));
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_EQ(result.output, "out b /\n0022\n");
  EXPECT_EQ(result.errors, "err\n");
}

TEST(SubprocessTest, GivesSignals) {
  EXPECT_EQ(get(runSubprocess(makeSpec("kill -9 $$"))).exitCode, 128 + SIGKILL);
  // What the parent ignores is not ignored below.
  auto before = ::signal(SIGPIPE, SIG_IGN);
  EXPECT_EQ(get(runSubprocess(makeSpec("kill -PIPE $$"))).exitCode, 128 + SIGPIPE);
  ::signal(SIGPIPE, before);
}

TEST(SubprocessTest, NeedsAProgram) {
  SubprocessSpec spec = makeSpec("");
  spec.program = "/nonexistent";
  EXPECT_EQ(get(runSubprocess(spec)).exitCode, 127);
}

TEST(SubprocessTest, KeepsTheEndOfErrors) {
  SubprocessResult result =
      get(runSubprocess(makeSpec("yes | head -c 1000000 >&2; printf end >&2; sleep 0")));
  EXPECT_LE(result.errors.size(), size_t(128 << 10));
  EXPECT_TRUE(llvm::StringRef(result.errors).ends_with("y\nend"));
}

TEST(SubprocessTest, EndsWhatPrintsTooMuch) {
  SubprocessSpec spec = makeSpec("yes; true");
  spec.maxOutput = 1000;
  auto result = runSubprocess(spec);
  ASSERT_FALSE(result);
  ErrorParts error = takeError(result.takeError());
  EXPECT_EQ(error.message, "'/bin/sh' prints too much");
  EXPECT_EQ(error.code, ExitCode::Registry);
}

TEST(SubprocessTest, LimitsFiles) {
  SubprocessSpec spec = makeSpec("exec dd if=/dev/zero bs=1000 count=100 status=none of=\"$0\"");
  char path[] = "/tmp/imgc-subprocess-XXXXXX";
  int fd = ::mkstemp(path);
  ASSERT_GE(fd, 0);
  spec.arguments.push_back(path);
  spec.maxFileSize = 5000;
  EXPECT_NE(get(runSubprocess(spec)).exitCode, 0);
  EXPECT_EQ(::lseek(fd, 0, SEEK_END), 5000);
  ::close(fd);
  ::unlink(path);
}

TEST(SubprocessTest, CancelsTheWholeGroup) {
  // The shell's child holds the pipe; both have to go.
  SubprocessSpec spec = makeSpec("sleep 1000 & sleep 1000; true");
  auto start = std::chrono::steady_clock::now();
  spec.cancelled = [&] {
    return std::chrono::steady_clock::now() - start > std::chrono::milliseconds(300);
  };
  auto result = runSubprocess(spec);
  ASSERT_FALSE(result);
  EXPECT_EQ(takeError(result.takeError()).code, ExitCode::Interrupted);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));
}

TEST(SubprocessTest, KillsWhatDoesNotListen) {
  SubprocessSpec spec = makeSpec("trap '' TERM; while :; do sleep 1; done");
  auto start = std::chrono::steady_clock::now();
  spec.patience = std::chrono::milliseconds(300);
  spec.cancelled = [] { return true; };
  auto result = runSubprocess(spec);
  ASSERT_FALSE(result);
  EXPECT_EQ(takeError(result.takeError()).message, "the build was interrupted");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

//===- ProcessTest.cpp - Signals, terminals and deaths --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SandboxFixture.h"

#include <csignal>
#include <pty.h>
#include <sys/wait.h>
#include <thread>

using namespace imgc;
using namespace imgc::test;

namespace {
class ProcessTest : public SandboxTest {
protected:
  void SetUp() override {
    SandboxTest::SetUp();
    if (IsSkipped())
      return;
    for (const char *name : {"lower/proc", "lower/sys", "lower/dev"})
      tree.dir(name);
    tree.file("lower/etc/hosts", "");
    tree.file("lower/etc/resolv.conf", "");
    OverlaySpec overlay;
    overlay.lowers = {lower};
    overlay.upper = tree.dir("upper");
    overlay.work = tree.dir("work");
    llvm::Expected<FileDescriptor> mount = mountOverlay(overlay);
    ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
    root = std::move(*mount);
    spec.root = root.get();
  }
  void script(const char *text) { spec.args = {"/bin/sh", "-c", text}; }

  FileDescriptor root;
};

/// Puts `fd` in place of standard stream `stream` while it lives.
class Redirect {
public:
  Redirect(int stream, int fd) : stream(stream), saved(::dup(stream)) { ::dup2(fd, stream); }
  ~Redirect() { ::dup2(saved.get(), stream); }

private:
  int stream;
  FileDescriptor saved;
};
} // namespace

TEST_F(ProcessTest, InteractiveUsesOurStreams) {
  int in[2], out[2];
  ASSERT_EQ(::pipe2(in, O_CLOEXEC) | ::pipe2(out, O_CLOEXEC), 0);
  FileDescriptor inRead(in[0]), inWrite(in[1]), outRead(out[0]), outWrite(out[1]);
  ASSERT_EQ(::write(inWrite.get(), "word\n", 5), 5);
  inWrite.reset();
  script("read -r x; echo \"got $x\"; exit 5");
  {
    Redirect input(0, inRead.get()), output(1, outWrite.get());
    llvm::Expected<SandboxResult> result = runInteractive(spec);
    ASSERT_TRUE(static_cast<bool>(result)) << text(result.takeError());
    EXPECT_EQ(result->exitCode, 5);
  }
  char buffer[100];
  ssize_t length = ::read(outRead.get(), buffer, sizeof(buffer));
  EXPECT_EQ(llvm::StringRef(buffer, length > 0 ? length : 0), "got word\n");
}

TEST_F(ProcessTest, InteractiveForwardsSignals) {
  FileDescriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  Redirect input(0, null.get());
  for (bool handled : {true, false}) {
    script(handled ? "trap 'exit 9' TERM; while :; do sleep 0.05; done"
                   : "while :; do sleep 0.05; done");
    OverlaySpec overlay;
    overlay.lowers = {lower};
    FileDescriptor mount = llvm::cantFail(mountOverlay(overlay));
    spec.root = mount.get();
    // Blocked everywhere until runInteractive takes it.
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &set, &before);
    std::thread sender([] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      ::kill(::getpid(), SIGTERM);
    });
    llvm::Expected<SandboxResult> result = runInteractive(spec);
    sender.join();
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ASSERT_TRUE(static_cast<bool>(result)) << text(result.takeError());
    EXPECT_EQ(result->exitCode, handled ? 9 : 137);
  }
}

TEST_F(ProcessTest, InteractiveOnATerminal) {
  int master = -1;
  pid_t child = ::forkpty(&master, nullptr, nullptr, nullptr);
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::setenv("TERM", "imgc-test", 1);
    script("[ -t 0 ] && [ -t 1 ] && echo \"tty $TERM\"; stty -echo; exit 4");
    llvm::Expected<SandboxResult> result = runInteractive(spec);
    ::_exit(result ? result->exitCode : 99);
  }
  FileDescriptor terminal(master);
  std::string text;
  char buffer[256];
  for (ssize_t n; (n = ::read(master, buffer, sizeof(buffer))) > 0;)
    text.append(buffer, n);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 4);
  EXPECT_TRUE(llvm::StringRef(text).contains("tty imgc-test")) << text;
}

TEST_F(ProcessTest, SandboxDiesWithItsParent) {
  pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    script("sleep 1000 & sleep 1000");
    llvm::Expected<SandboxResult> result = runSandbox(spec, [](OutputStream, llvm::StringRef) {});
    ::_exit(result ? 0 : 1);
  }
  std::string list =
      "/proc/" + std::to_string(child) + "/task/" + std::to_string(child) + "/children";
  std::string pid;
  for (int i = 0; i < 500 && pid.empty(); ++i) {
    std::ifstream(list) >> pid;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_NE(pid, "");
  // Let it get past exec.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  struct stat st;
  bool gone = false;
  for (int i = 0; i < 500 && !gone; ++i) {
    std::ifstream file("/proc/" + pid + "/stat");
    std::string id, name, state;
    file >> id >> name >> state;
    gone = ::stat(("/proc/" + pid).c_str(), &st) != 0 || state == "Z";
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(gone);
}

TEST_F(ProcessTest, LegacyOverlayCarriesASandbox) {
  ::setenv("IMGC_OVERLAY_LEGACY", "1", 1);
  OverlaySpec overlay;
  overlay.lowers = {lower};
  overlay.upper = tree.dir("upper2");
  overlay.work = tree.dir("work2");
  llvm::Expected<FileDescriptor> mount = mountOverlay(overlay);
  ::unsetenv("IMGC_OVERLAY_LEGACY");
  ASSERT_TRUE(static_cast<bool>(mount)) << text(mount.takeError());
  spec.root = mount->get();
  script("echo x > /made");
  llvm::Expected<SandboxResult> result = runSandbox(spec, [](OutputStream, llvm::StringRef) {});
  ASSERT_TRUE(static_cast<bool>(result)) << text(result.takeError());
  EXPECT_EQ(result->exitCode, 0);
  EXPECT_EQ(tree.list("upper2"), "made ");
}

//===- Process.cpp - Starting and ending a sandbox ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Process.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/Twine.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

using namespace imgc;
using namespace imgc::detail;

//===----------------------------------------------------------------------===//
// What the child's failures mean
//===----------------------------------------------------------------------===//

/// By the numbers of ChildMounts.cpp.
static const char *const baseNames[] = {"/proc",           "/sys",           "/dev",
                                        "/dev/pts",        "/dev/shm",       "the masked paths",
                                        "/dev/mqueue",     "/sys/fs/cgroup", "/etc/hosts",
                                        "/etc/resolv.conf"};

static SandboxResult notStarted(int exitCode, std::string message) {
  SandboxResult result;
  result.exitCode = exitCode;
  result.startError = std::move(message);
  return result;
}

/// ENOENT of exec means the program, or what it needs to be started.
static std::string describeExec(const SandboxSpec &spec, const ChildPlan &plan, int error) {
  std::string name = "'" + spec.args.front() + "': ";
  if (error != ENOENT)
    return name +
           (error == EACCES ? "permission denied" : llvm::StringRef(std::strerror(error)).lower());
  for (size_t i = 0; plan.programs[i]; ++i) {
    llvm::StringRef program = plan.programs[i];
    std::string path = program.starts_with("/") ? program.str() : spec.cwd + "/" + program.str();
    if (statInRoot(spec.root, path, FollowLast::Yes))
      return name + "the interpreter or dynamic loader that the file names is not in the image";
  }
  return name + "executable file not found in the image";
}

static llvm::Error setupError(const llvm::Twine &what, int error) {
  return makeErrnoError(ExitCode::Environment, "cannot set the sandbox up: " + what, error);
}

/// The error, or success with `result` set when the image is to blame.
static llvm::Error explain(const SandboxSpec &spec, const PreparedSandbox &prepared,
                           const ChildFailure &failure, std::optional<SandboxResult> &result) {
  uint32_t index = failure.index;
  switch (failure.stage) {
  case ChildStage::None:
  case ChildStage::Setup:
    return setupError("process", failure.error);
  case ChildStage::MountRoot:
    return setupError("root", failure.error);
  case ChildStage::MountBase: {
    std::string name = index < std::size(baseNames) ? baseNames[index] : "mounts";
    if (failure.error == ENOENT || failure.error == ENOTDIR || failure.error == ELOOP)
      return makeErrnoError(ExitCode::BuildFailed, "cannot mount on '" + name + "' of the image",
                            failure.error);
    return setupError(name, failure.error);
  }
  case ChildStage::MountTarget: {
    std::string target = index < prepared.mountTargets.size() ? prepared.mountTargets[index] : "";
    if (failure.error == EXDEV)
      return makeError(ExitCode::BuildFailed,
                       "cannot mount on '" + target + "': it leads into '/proc' or '/sys'");
    return makeErrnoError(ExitCode::BuildFailed, "cannot mount on '" + target + "'", failure.error);
  }
  case ChildStage::PivotRoot:
    return setupError("pivot_root", failure.error);
  case ChildStage::Network:
    return setupError("loopback interface", failure.error);
  case ChildStage::WorkDir:
    return makeErrnoError(ExitCode::BuildFailed,
                          "cannot enter the working directory '" + spec.cwd + "'", failure.error);
  case ChildStage::WorkDirEscape:
    return makeError(ExitCode::BuildFailed,
                     "the working directory '" + spec.cwd + "' is not inside the image");
  case ChildStage::Limits:
    return makeErrnoError(
        ExitCode::BuildFailed,
        "cannot set the ulimit '" +
            (index < prepared.limitNames.size() ? prepared.limitNames[index] : std::string()) + "'",
        failure.error);
  case ChildStage::Credentials:
    return setupError("user and capabilities", failure.error);
  case ChildStage::Seccomp:
    return setupError("system call filter", failure.error);
  case ChildStage::MagicProgram:
    result = notStarted(126, "'" + spec.args.front() + "': leads through a link of '/proc'");
    return llvm::Error::success();
  case ChildStage::Exec:
    result = notStarted(failure.error == ENOENT ? 127 : 126,
                        describeExec(spec, prepared.plan, failure.error));
    return llvm::Error::success();
  }
  return setupError("unknown stage", failure.error);
}

//===----------------------------------------------------------------------===//
// Start
//===----------------------------------------------------------------------===//

namespace {
/// The child's stack, with a guard page below.
class ChildStack {
public:
  ChildStack() {
    base = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (base != MAP_FAILED)
      ::mprotect(base, 4096, PROT_NONE);
  }
  ~ChildStack() {
    if (base != MAP_FAILED)
      ::munmap(base, size);
  }
  void *top() const { return base == MAP_FAILED ? nullptr : static_cast<char *>(base) + size; }

private:
  static constexpr size_t size = 128 << 10;
  void *base;
};

/// No signal handler of ours may run in the child, which has our memory.
class SignalsBlocked {
public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before, nullptr); }

private:
  sigset_t before;
};
} // namespace

/// Descriptors 0 to 2 must exist, or the child's own would be overwritten by
/// its standard streams.
static bool ensureStandardStreams() {
  static const bool done = [] {
    for (int fd = 0; fd < 3; ++fd)
      if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0)
        return false;
    return true;
  }();
  return done;
}

/// A change of ids in the child, which shares our memory, makes it undumpable.
static int initialDumpable() {
  static const int value = ::prctl(PR_GET_DUMPABLE);
  return value;
}

llvm::Error SandboxProcess::start(const SandboxSpec &spec, PreparedSandbox &prepared) {
  int pipeFDs[2];
  if (!ensureStandardStreams() || ::pipe2(pipeFDs, O_CLOEXEC))
    return setupError("pipe", errno);
  FileDescriptor statusRead(pipeFDs[0]), statusWrite(pipeFDs[1]);
  // When clone returns, the child has executed or failed. The end of the pipe
  // may come later: children of other threads have copies of our descriptors.
  ::fcntl(statusRead.get(), F_SETFL, O_NONBLOCK);
  ChildPlan &plan = prepared.plan;
  plan.statusFD = statusWrite.get();
  plan.statusReadFD = statusRead.get();

  ChildStack stack;
  if (!stack.top())
    return setupError("stack", errno);
  int dumpable = initialDumpable();
  int fd = -1;
  {
    SignalsBlocked blocked;
    // No exit signal: a handler or a wait for any child elsewhere is not ours.
    pid = ::clone(runChild, stack.top(), CLONE_VM | CLONE_VFORK | CLONE_PIDFD | prepared.namespaces,
                  &plan, &fd);
  }
  int err = errno;
  if (dumpable == 1)
    ::prctl(PR_SET_DUMPABLE, 1);
  if (pid < 0)
    return makeErrnoError(ExitCode::Environment, "cannot create the namespaces of the sandbox",
                          err);
  pidFD.reset(fd);
  statusWrite.reset();
  ChildFailure failure = {};
  ssize_t length;
  do
    length = ::read(statusRead.get(), &failure, sizeof(failure));
  while (length < 0 && errno == EINTR);
  if (length == 0 || (length < 0 && errno == EAGAIN))
    return llvm::Error::success();
  reap();
  if (length != sizeof(failure))
    return setupError("status", EIO);
  return explain(spec, prepared, failure, startFailure);
}

//===----------------------------------------------------------------------===//
// End
//===----------------------------------------------------------------------===//

bool SandboxProcess::handles(int signal) const {
  char name[64], line[256];
  std::snprintf(name, sizeof(name), "/proc/%d/status", static_cast<int>(pid));
  FILE *file = std::fopen(name, "re");
  if (!file)
    return false;
  unsigned long long set = 0, caught = 0, ignored = 0;
  while (std::fgets(line, sizeof(line), file))
    if (std::sscanf(line, "SigIgn: %llx", &set) == 1)
      ignored = set;
    else if (std::sscanf(line, "SigCgt: %llx", &set) == 1)
      caught = set;
  std::fclose(file);
  return (caught | ignored) >> (signal - 1) & 1;
}

void SandboxProcess::send(int signal) {
  if (!reaped && pidFD)
    ::syscall(SYS_pidfd_send_signal, pidFD.get(), signal, nullptr, 0);
}

void SandboxProcess::kill() { send(SIGKILL); }

SandboxResult SandboxProcess::reap() {
  siginfo_t info = {};
  int error;
  do
    error = ::waitid(P_PIDFD, static_cast<id_t>(pidFD.get()), &info, WEXITED | __WALL);
  while (error && errno == EINTR);
  reaped = true;
  SandboxResult result;
  if (info.si_code == CLD_EXITED) {
    result.exitCode = info.si_status;
  } else {
    result.signal = info.si_status;
    result.exitCode = 128 + info.si_status;
  }
  return result;
}

SandboxProcess::~SandboxProcess() {
  if (!pidFD || reaped)
    return;
  kill();
  reap();
}

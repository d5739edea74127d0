//===- Subprocess.cpp - A program and what it prints ----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Subprocess.h"

#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Support/Error.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace imgc::detail {

static constexpr size_t maxErrors = 64u << 10;

namespace {
/// What the child needs, made before it exists: between fork and exec there are
/// system calls only.
struct ChildPlan {
  const char *program, *directory;
  std::vector<char *> arguments, environment;
  int input, output, errors;
  rlim_t maxFileSize;
  pid_t parent;
};

class Subprocess {
public:
  explicit Subprocess(const SubprocessSpec &spec) : spec(spec) {}
  Subprocess(const Subprocess &) = delete;
  Subprocess &operator=(const Subprocess &) = delete;
  ~Subprocess();

  llvm::Error start();
  llvm::Expected<SubprocessResult> wait();

private:
  llvm::Error fork(int input, int output, int errors);
  bool readSome(FileDescriptor &pipe, std::string &text);
  void waitForMore();
  void end(int signal);
  void watchCancellation();
  void reap();

  const SubprocessSpec &spec;
  pid_t pid = -1;
  bool hasEnded = false;
  int status = 0;
  FileDescriptor output, errors, pidFD;
  SubprocessResult result;
  std::optional<std::chrono::steady_clock::time_point> endedAt;
  bool isTooLong = false;
};
} // namespace

//===----------------------------------------------------------------------===//
// Start
//===----------------------------------------------------------------------===//

[[noreturn]] static void runChild(const ChildPlan &plan) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != plan.parent)
    ::_exit(127);
  for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGXFSZ})
    ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::umask(022);
  struct rlimit limit = {plan.maxFileSize, plan.maxFileSize};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  bool isReady = ::dup2(plan.input, 0) >= 0 && ::dup2(plan.output, 1) >= 0 &&
                 ::dup2(plan.errors, 2) >= 0 && ::chdir(plan.directory) == 0;
  ::syscall(SYS_close_range, 3, ~0u, 1u << 2 /* CLOSE_RANGE_CLOEXEC */);
  if (isReady)
    ::execve(plan.program, plan.arguments.data(), plan.environment.data());
  ::_exit(127);
}

static std::vector<char *> toPointers(const std::vector<std::string> &texts) {
  std::vector<char *> pointers;
  for (const std::string &text : texts)
    pointers.push_back(const_cast<char *>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

llvm::Error Subprocess::fork(int input, int output, int errors) {
  ChildPlan plan{spec.program.c_str(),
                 spec.directory.c_str(),
                 toPointers(spec.arguments),
                 toPointers(spec.environment),
                 input,
                 output,
                 errors,
                 static_cast<rlim_t>(spec.maxFileSize),
                 ::getpid()};
  plan.arguments.insert(plan.arguments.begin(), const_cast<char *>(spec.program.c_str()));
  pid = ::fork();
  if (pid == 0)
    runChild(plan);
  if (pid < 0)
    return makeErrnoError(ExitCode::Environment, "cannot start '" + spec.program + "'", errno);
  ::setpgid(pid, pid); // whoever of the two comes first
  pidFD.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!pidFD)
    return makeErrnoError(ExitCode::Environment, "cannot watch '" + spec.program + "'", errno);
  return llvm::Error::success();
}

llvm::Error Subprocess::start() {
  int out[2], err[2];
  FileDescriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!null)
    return makeErrnoError(ExitCode::Environment, "cannot open '/dev/null'", errno);
  if (::pipe2(out, O_CLOEXEC) != 0)
    return makeErrnoError(ExitCode::Environment, "cannot make a pipe", errno);
  output.reset(out[0]);
  FileDescriptor outEnd(out[1]);
  if (::pipe2(err, O_CLOEXEC) != 0)
    return makeErrnoError(ExitCode::Environment, "cannot make a pipe", errno);
  errors.reset(err[0]);
  FileDescriptor errEnd(err[1]);
  return fork(null.get(), outEnd.get(), errEnd.get());
}

//===----------------------------------------------------------------------===//
// End
//===----------------------------------------------------------------------===//

Subprocess::~Subprocess() {
  if (pid <= 0 || hasEnded)
    return;
  ::kill(-pid, SIGKILL);
  ::kill(pid, SIGKILL);
  reap();
}

void Subprocess::reap() {
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  hasEnded = true;
  pidFD.reset();
}

void Subprocess::end(int signal) {
  // Helpers may outlive it, and hold the pipes then: only so the group is surely ours.
  if (!hasEnded || output || errors)
    ::kill(-pid, signal);
  if (!endedAt)
    endedAt = std::chrono::steady_clock::now();
}

void Subprocess::watchCancellation() {
  if (!endedAt && spec.cancelled && spec.cancelled())
    end(SIGTERM);
  else if (endedAt && std::chrono::steady_clock::now() - *endedAt > spec.patience)
    end(SIGKILL);
}

/// False at the end of the pipe.
bool Subprocess::readSome(FileDescriptor &pipe, std::string &text) {
  char buffer[1 << 15];
  ssize_t got = ::read(pipe.get(), buffer, sizeof(buffer));
  if (got < 0)
    return errno == EINTR || errno == EAGAIN;
  text.append(buffer, got);
  return got > 0;
}

void Subprocess::waitForMore() {
  struct pollfd all[3] = {
      {output.get(), POLLIN, 0}, {errors.get(), POLLIN, 0}, {pidFD.get(), POLLIN, 0}};
  if (::poll(all, 3, 200) <= 0)
    return;
  if (all[0].revents && !readSome(output, result.output))
    output.reset();
  if (all[1].revents && !readSome(errors, result.errors))
    errors.reset();
  if (all[2].revents)
    reap();
  if (result.output.size() > spec.maxOutput) {
    result.output.clear();
    isTooLong = true;
    end(SIGTERM);
  }
  if (result.errors.size() > 2 * maxErrors)
    result.errors.erase(0, result.errors.size() - maxErrors);
}

llvm::Expected<SubprocessResult> Subprocess::wait() {
  while (output || errors || !hasEnded) {
    // A negative descriptor is one that poll leaves out.
    waitForMore();
    watchCancellation();
    // Somebody of another group may hold the pipes.
    if (hasEnded && endedAt && std::chrono::steady_clock::now() - *endedAt > 2 * spec.patience)
      break;
  }
  if (isTooLong)
    return makeError(ExitCode::Registry, "'" + llvm::Twine(spec.program) + "' prints too much");
  if (endedAt)
    return makeError(ExitCode::Interrupted, "the build was interrupted");
  result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return std::move(result);
}

llvm::Expected<SubprocessResult> runSubprocess(const SubprocessSpec &spec) {
  Subprocess process(spec);
  if (llvm::Error error = process.start())
    return std::move(error);
  return process.wait();
}

} // namespace imgc::detail

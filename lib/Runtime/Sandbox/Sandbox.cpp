//===- Sandbox.cpp - Runs one command in an image -------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Sandbox/Sandbox.h"

#include "Process.h"
#include "imgc/Runtime/Snapshot/Overlay.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/mount.h>
#include <sys/stat.h>

using namespace imgc;
using namespace imgc::detail;

namespace {
using Clock = std::chrono::steady_clock;

/// Waits for output, the end, and cancellation.
class RunLoop {
public:
  RunLoop(const SandboxSpec &spec, OutputCallback output, int cancelFD)
      : spec(spec), output(output), cancelFD(cancelFD) {}

  llvm::Expected<SandboxResult> run();

private:
  /// Reads what is there. False at the end of the stream.
  bool drain(FileDescriptor &pipe, OutputStream stream);
  void cancel();
  int timeoutMs() const;
  void pollOnce();

  const SandboxSpec &spec;
  OutputCallback output;
  int cancelFD;
  FileDescriptor out, err;
  SandboxProcess process;
  bool ended = false, cancelled = false, killed = false;
  Clock::time_point deadline;
};
} // namespace

bool RunLoop::drain(FileDescriptor &pipe, OutputStream stream) {
  char buffer[16 << 10];
  // As much as a pipe holds, so that one stream cannot starve the other.
  for (int i = 0; i < 4; ++i) {
    ssize_t length = ::read(pipe.get(), buffer, sizeof(buffer));
    if (length > 0)
      output(stream, llvm::StringRef(buffer, length));
    else if (length == 0)
      return false;
    else if (errno != EINTR)
      return errno == EAGAIN;
  }
  return true;
}

void RunLoop::cancel() {
  cancelled = true;
  bool polite = spec.cancelGraceMs > 0 && process.handles(SIGTERM);
  if (!polite) {
    killed = true;
    return process.kill();
  }
  process.send(SIGTERM);
  deadline = Clock::now() + std::chrono::milliseconds(spec.cancelGraceMs);
}

int RunLoop::timeoutMs() const {
  if (!cancelled || killed)
    return -1;
  auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left < 0 ? 0 : static_cast<int>(left);
}

void RunLoop::pollOnce() {
  struct pollfd fds[4] = {{out.get(), POLLIN, 0},
                          {err.get(), POLLIN, 0},
                          {process.getPidFD(), POLLIN, 0},
                          {cancelled ? -1 : cancelFD, POLLIN, 0}};
  int count = ::poll(fds, 4, timeoutMs());
  if (count == 0) {
    killed = true;
    process.kill();
  }
  if (count <= 0)
    return;
  if (fds[0].revents && !drain(out, OutputStream::Stdout))
    out.reset();
  if (fds[1].revents && !drain(err, OutputStream::Stderr))
    err.reset();
  if (fds[2].revents)
    ended = true;
  else if (fds[3].revents)
    cancel();
}

llvm::Expected<SandboxResult> RunLoop::run() {
  int pipes[4];
  if (::pipe2(pipes, O_CLOEXEC))
    return makeErrnoError(ExitCode::Environment, "cannot create a pipe", errno);
  out.reset(pipes[0]);
  FileDescriptor outWrite(pipes[1]);
  if (::pipe2(pipes + 2, O_CLOEXEC))
    return makeErrnoError(ExitCode::Environment, "cannot create a pipe", errno);
  err.reset(pipes[2]);
  FileDescriptor errWrite(pipes[3]);
  // Only our ends: the command expects blocking streams.
  ::fcntl(out.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(err.get(), F_SETFL, O_NONBLOCK);

  llvm::Expected<std::unique_ptr<PreparedSandbox>> prepared = prepareSandbox(spec);
  if (!prepared)
    return prepared.takeError();
  FileDescriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!null)
    return makeErrnoError(ExitCode::Environment, "cannot open '/dev/null'", errno);
  ChildPlan &plan = (*prepared)->plan;
  // So that the user can open /dev/stdout. A map without the id is no reason to fail.
  for (const FileDescriptor *end : {&outWrite, &errWrite})
    (void)!::fchown(end->get(), plan.uid, static_cast<gid_t>(-1));
  plan.stdio[0] = null.get();
  plan.stdio[1] = outWrite.get();
  plan.stdio[2] = errWrite.get();
  if (llvm::Error error = process.start(spec, **prepared))
    return error;
  if (process.getStartFailure())
    return *process.getStartFailure();
  outWrite.reset();
  errWrite.reset();
  prepared->reset();

  while (!ended)
    pollOnce();
  SandboxResult result = process.reap();
  result.cancelled = cancelled;
  // Everybody who could write is dead; what they wrote is in the pipes. Not
  // until end of file: a descriptor may have been sent to another process.
  for (auto [pipe, stream] :
       {std::pair(&out, OutputStream::Stdout), std::pair(&err, OutputStream::Stderr)})
    for (unsigned i = 0; *pipe && i < 64; ++i) {
      struct pollfd ready = {pipe->get(), POLLIN, 0};
      if (::poll(&ready, 1, 0) <= 0 || !drain(*pipe, stream))
        break;
    }
  return result;
}

llvm::Expected<SandboxResult> imgc::runSandbox(const SandboxSpec &spec, OutputCallback output,
                                               int cancelFD) {
  return RunLoop(spec, output, cancelFD).run();
}

llvm::Expected<std::vector<MountPoint>> imgc::mountPointsFor(const SandboxSpec &spec) {
  std::vector<MountPoint> points = standardMountPoints();
  for (const SandboxMount &mount : spec.mounts) {
    bool isFile = mount.kind == SandboxMount::Kind::File;
    if (mount.kind == SandboxMount::Kind::Bind || mount.kind == SandboxMount::Kind::Tree) {
      struct stat st;
      if (::fstat(mount.source, &st))
        return makeErrnoError(ExitCode::BuildFailed,
                              "cannot stat what is to be mounted on '" + mount.target + "'", errno);
      isFile = !S_ISDIR(st.st_mode);
    }
    // What lies in /dev is created in the sandbox's own.
    if (!llvm::StringRef(path::clean(mount.target)).starts_with("/dev/"))
      points.push_back({mount.target, isFile, false});
  }
  return points;
}

llvm::Error imgc::checkSandboxSupport() {
  FileDescriptor context(::fsopen("tmpfs", FSOPEN_CLOEXEC));
  if (context && ::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) == 0)
    return llvm::Error::success();
  int error = errno;
  if (error == ENOSYS)
    return makeError(ExitCode::Environment, "the kernel is too old for the sandbox",
                     "Linux 5.11 or later is needed");
  return makeErrnoError(ExitCode::Environment, "this process may not mount", error);
}

//===- Interactive.cpp - imgc run: a command on the caller's terminal -----===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The command keeps the caller's standard streams. On a terminal it also stays
// in the caller's session: it may become the foreground group, and job control
// of a shell works. What it changed about the terminal is put back.
//
//===----------------------------------------------------------------------===//

#include "Process.h"
#include "SeccompFilter.h"
#include "imgc/Support/Error.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>

using namespace imgc;
using namespace imgc::detail;

namespace {
/// Signals that are passed on, readable from a descriptor while this lives.
class ForwardedSignals {
public:
  ForwardedSignals() {
    sigemptyset(&set);
    for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
      sigaddset(&set, signal);
    sigset_t blocked = set;
    // Taking the terminal back from the command's group must not stop us.
    sigaddset(&blocked, SIGTTOU);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    fd.reset(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  }
  ~ForwardedSignals() {
    // A second interrupt that arrived meanwhile is not for the caller.
    struct timespec none = {};
    while (::sigtimedwait(&set, nullptr, &none) > 0)
      ;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  int get() const { return fd.get(); }
  /// 0 when there is none.
  int next() {
    struct signalfd_siginfo info;
    return ::read(fd.get(), &info, sizeof(info)) == sizeof(info) ? static_cast<int>(info.ssi_signo)
                                                                 : 0;
  }

private:
  sigset_t set, before;
  FileDescriptor fd;
};

/// Mode and foreground group of the terminal, restored at the end. To be made
/// after, and so destroyed before, ForwardedSignals.
class TerminalState {
public:
  TerminalState() { active = ::isatty(0) && ::tcgetattr(0, &saved) == 0; }
  ~TerminalState() {
    if (!active)
      return;
    ::tcsetpgrp(0, ::getpgrp());
    ::tcsetattr(0, TCSADRAIN, &saved);
  }
  bool isTerminal() const { return active; }

private:
  bool active;
  struct termios saved;
};
} // namespace

static llvm::Error useTerminal(PreparedSandbox &prepared) {
  llvm::Expected<const std::vector<sock_filter> *> filter = terminalSeccompFilter();
  if (!filter)
    return filter.takeError();
  prepared.filters[1].len = static_cast<unsigned short>((*filter)->size());
  prepared.filters[1].filter = const_cast<sock_filter *>((*filter)->data());
  prepared.plan.filters[1] = &prepared.filters[1];
  prepared.plan.newSession = false;
  return llvm::Error::success();
}

/// The terminal has given its own signals to the command already. A command
/// that neither handles nor ignores one is immune to it as process 1; the user
/// who presses ^C means it.
static void forward(SandboxProcess &process, int signal, bool isTerminal) {
  if (!process.handles(signal))
    return process.kill();
  if (!isTerminal || (signal != SIGINT && signal != SIGQUIT))
    process.send(signal);
}

llvm::Expected<SandboxResult> imgc::runInteractive(const SandboxSpec &spec) {
  ForwardedSignals signals;
  if (signals.get() < 0)
    return makeErrnoError(ExitCode::Environment, "cannot receive signals", errno);
  TerminalState terminal;
  SandboxSpec withTerm = spec;
  const char *term = std::getenv("TERM");
  bool hasTerm = false;
  for (const std::string &variable : spec.env)
    hasTerm |= llvm::StringRef(variable).starts_with("TERM=");
  if (terminal.isTerminal() && term && !hasTerm)
    withTerm.env.push_back(std::string("TERM=") + term);

  llvm::Expected<std::unique_ptr<PreparedSandbox>> prepared = prepareSandbox(withTerm);
  if (!prepared)
    return prepared.takeError();
  if (terminal.isTerminal())
    if (llvm::Error error = useTerminal(**prepared))
      return error;
  SandboxProcess process;
  if (llvm::Error error = process.start(withTerm, **prepared))
    return error;
  if (process.getStartFailure())
    return *process.getStartFailure();
  prepared->reset();

  int last = 0;
  for (;;) {
    struct pollfd fds[2] = {{process.getPidFD(), POLLIN, 0}, {signals.get(), POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0)
      continue;
    if (fds[0].revents)
      break;
    while (int signal = signals.next())
      forward(process, last = signal, terminal.isTerminal());
  }
  SandboxResult result = process.reap();
  result.cancelled = last != 0;
  return result;
}

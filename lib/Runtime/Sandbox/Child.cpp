//===- Child.cpp - The sandbox's first process ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Runs between clone(CLONE_VM | CLONE_VFORK) and exec: system calls only.
//
//===----------------------------------------------------------------------===//

#include "Child.h"

#include <linux/openat2.h>
#include <net/if.h>

#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace imgc::detail;

void imgc::detail::childFail(const ChildPlan &plan, ChildStage stage, int error, uint32_t index) {
  ChildFailure failure = {stage, error, index};
  (void)!::write(plan.statusFD, &failure, sizeof(failure));
  ::_exit(125);
}

/// Handlers of the parent must not run here, on its memory.
static void resetSignals() {
  struct {
    void *handler;
    unsigned long flags;
    void *restorer;
    unsigned long mask[2];
  } action = {};
  for (int number = 1; number <= 64; ++number)
    ::syscall(SYS_rt_sigaction, number, &action, nullptr, 8);
}

static void setStdio(const ChildPlan &plan) {
  for (int i = 0; i < 3; ++i)
    if (plan.stdio[i] >= 0 && ::dup2(plan.stdio[i], i) < 0)
      childFail(plan, ChildStage::Setup, errno);
}

static void raiseLoopback(const ChildPlan &plan) {
  int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    childFail(plan, ChildStage::Network, errno);
  struct ifreq request = {};
  request.ifr_name[0] = 'l';
  request.ifr_name[1] = 'o';
  request.ifr_flags = IFF_UP;
  if (::ioctl(fd, SIOCSIFFLAGS, &request))
    childFail(plan, ChildStage::Network, errno);
  ::close(fd);
}

int imgc::detail::childMkdirs(int root, const PathChain &chain, uid_t uid, gid_t gid) {
  struct open_how how = {};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  int directory = root;
  for (size_t i = 0; i < chain.count; ++i) {
    int next = ::syscall(SYS_openat2, root, chain.prefixes[i], &how, sizeof(how));
    if (next < 0 && errno == ENOENT) {
      // The parent is open; only the last component is named, and not followed.
      const char *name = chain.prefixes[i];
      for (const char *c = name; *c; ++c)
        if (*c == '/')
          name = c + 1;
      if (::mkdirat(directory, name, 0755) == 0)
        (void)!::fchownat(directory, name, uid, gid, AT_SYMLINK_NOFOLLOW);
      else if (errno != EEXIST)
        return -errno;
      next = ::syscall(SYS_openat2, root, chain.prefixes[i], &how, sizeof(how));
    }
    int error = errno;
    if (directory != root)
      ::close(directory);
    if (next < 0)
      return -error;
    directory = next;
  }
  return directory;
}

static void enterWorkDir(const ChildPlan &plan) {
  int root = ::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0)
    childFail(plan, ChildStage::WorkDir, errno);
  int directory = childMkdirs(root, plan.cwd, plan.uid, plan.gid);
  if (directory < 0)
    childFail(plan, ChildStage::WorkDir, -directory);
  if (::fchdir(directory))
    childFail(plan, ChildStage::WorkDir, errno);
  // A directory outside the root would be reported as "(unreachable)/…".
  char path[4096];
  long length = ::syscall(SYS_getcwd, path, sizeof(path));
  if (length <= 0 || path[0] != '/')
    childFail(plan, ChildStage::WorkDirEscape, length < 0 ? errno : EXDEV);
}

/// Ends when the parent is gone already: its death would no longer be told.
static void bindToParent(const ChildPlan &plan) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL))
    childFail(plan, ChildStage::Setup, errno);
  struct pollfd status = {plan.statusFD, 0, 0};
  if (::poll(&status, 1, 0) == 1 && (status.revents & POLLERR))
    ::_exit(125);
}

static void execute(const ChildPlan &plan) {
  int worst = ENOENT;
  for (size_t i = 0; plan.programs[i]; ++i) {
    ::execve(plan.programs[i], plan.argv, plan.envp);
    if (errno == ENOENT || errno == ENOTDIR)
      continue;
    worst = errno;
    if (errno != EACCES)
      break;
  }
  childFail(plan, ChildStage::Exec, worst);
}

int imgc::detail::runChild(void *argument) {
  const ChildPlan &plan = *static_cast<const ChildPlan *>(argument);
  resetSignals();
  ::close(plan.statusReadFD);
  ::umask(0);
  setStdio(plan);
  if (plan.newSession && ::setsid() < 0)
    childFail(plan, ChildStage::Setup, errno);
  if (::sethostname(plan.hostname, __builtin_strlen(plan.hostname)))
    childFail(plan, ChildStage::Setup, errno);
  if (plan.loopback)
    raiseLoopback(plan);
  childMounts(plan);
  enterWorkDir(plan);
  childCheckPrograms(plan);
  childPrivileges(plan);
  bindToParent(plan);
  ::umask(plan.umask);
  // Whatever the caller of imgc leaked ends here, whatever its flags are.
  if (::syscall(SYS_close_range, 3, ~0u, 1u << 2 /* CLOSE_RANGE_CLOEXEC */))
    childFail(plan, ChildStage::Setup, errno);
  unsigned long none[2] = {0, 0};
  ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, none, nullptr, 8);
  execute(plan);
  ::_exit(125);
}

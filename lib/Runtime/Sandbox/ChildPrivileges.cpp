//===- ChildPrivileges.cpp - What a command may do ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order matters: the bounding set and the filter need the privileges that
// the switch of ids ends. Runs between clone and exec: system calls only; the
// C library's setuid and friends would signal the parent's threads.
//
//===----------------------------------------------------------------------===//

#include "Child.h"

#include <linux/capability.h>
#include <linux/keyctl.h>
#include <linux/seccomp.h>

#include <cerrno>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace imgc::detail;

static void setLimits(const ChildPlan &plan) {
  for (uint32_t i = 0; i < plan.limitCount; ++i)
    if (::syscall(SYS_prlimit64, 0, plan.limits[i].resource, &plan.limits[i].value, nullptr))
      childFail(plan, ChildStage::Limits, errno, i);
}

static void dropBoundingSet(const ChildPlan &plan) {
  for (int capability = 0; capability <= plan.lastCapability; ++capability)
    if (!(plan.capabilities >> capability & 1) && ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0))
      childFail(plan, ChildStage::Credentials, errno, capability);
}

static void setCapabilities(const ChildPlan &plan) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {};
  // A change from root to another id has emptied the permitted set.
  if (plan.uid == 0) {
    if (::syscall(SYS_capget, &header, data))
      childFail(plan, ChildStage::Credentials, errno);
    for (int half = 0; half < 2; ++half) {
      uint32_t wanted = static_cast<uint32_t>(plan.capabilities >> (32 * half));
      data[half].permitted &= wanted;
      data[half].effective = data[half].permitted;
      data[half].inheritable = 0;
    }
  }
  if (::syscall(SYS_capset, &header, data) ||
      ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
    childFail(plan, ChildStage::Credentials, errno);
}

void imgc::detail::childPrivileges(const ChildPlan &plan) {
  setLimits(plan);
  dropBoundingSet(plan);
  // Keys of the user who runs imgc stay outside. Kernels without keys have
  // nothing to hide.
  if (::syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, nullptr, 0, 0, 0) < 0 && errno != ENOSYS &&
      errno != EPERM && errno != EDQUOT)
    childFail(plan, ChildStage::Credentials, errno);
  for (const struct sock_fprog *filter : plan.filters)
    if (filter &&
        ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, filter))
      childFail(plan, ChildStage::Seccomp, errno);
  if (::syscall(SYS_setgroups, plan.groupCount, plan.groups) ||
      ::syscall(SYS_setresgid, plan.gid, plan.gid, plan.gid) ||
      ::syscall(SYS_setresuid, plan.uid, plan.uid, plan.uid))
    childFail(plan, ChildStage::Credentials, errno);
  setCapabilities(plan);
}

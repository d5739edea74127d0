//===- SeccompFilterTest.cpp - The system call filter, interpreted --------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Runtime/Sandbox/SeccompFilter.h"

#include "llvm/Support/Error.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>

#include <cerrno>
#include <cstring>
#include <sys/ioctl.h>

using namespace imgc::detail;

namespace {
constexpr uint32_t allow = SECCOMP_RET_ALLOW;
constexpr uint32_t denied = SECCOMP_RET_ERRNO | EPERM;
constexpr uint32_t missing = SECCOMP_RET_ERRNO | ENOSYS;

/// What the kernel would do, for the instructions that we emit.
uint32_t interpret(const std::vector<sock_filter> &program, const seccomp_data &data) {
  uint32_t a = 0;
  for (size_t pc = 0; pc < program.size(); ++pc) {
    const sock_filter &i = program[pc];
    bool condition = false;
    switch (i.code) {
    case BPF_LD | BPF_W | BPF_ABS:
      std::memcpy(&a, reinterpret_cast<const char *>(&data) + i.k, 4);
      continue;
    case BPF_RET | BPF_K:
      return i.k;
    case BPF_JMP | BPF_JA:
      pc += i.k;
      continue;
    case BPF_JMP | BPF_JEQ | BPF_K:
      condition = a == i.k;
      break;
    case BPF_JMP | BPF_JGE | BPF_K:
      condition = a >= i.k;
      break;
    case BPF_JMP | BPF_JSET | BPF_K:
      condition = a & i.k;
      break;
    default:
      ADD_FAILURE() << "instruction " << i.code;
      return 0;
    }
    pc += condition ? i.jt : i.jf;
  }
  ADD_FAILURE() << "ran off the end";
  return 0;
}

struct Machine {
  uint32_t audit, library;
};

uint32_t call(const std::vector<sock_filter> &filter, Machine machine, int number,
              uint64_t first = 0, uint64_t second = 0) {
  seccomp_data data = {};
  data.arch = machine.audit;
  data.nr = number;
  data.args[0] = first;
  data.args[1] = second;
  return interpret(filter, data);
}

uint32_t call(const std::vector<sock_filter> &filter, Machine machine, const char *name,
              uint64_t first = 0, uint64_t second = 0) {
  int number = seccomp_syscall_resolve_name_arch(machine.library, name);
  if (machine.library == SCMP_ARCH_X86 && std::strcmp(name, "socket") == 0)
    number = 359; // libseccomp means socketcall
  EXPECT_GE(number, 0) << name;
  return call(filter, machine, number, first, second);
}

#if defined(__x86_64__)
const Machine machines[] = {{AUDIT_ARCH_X86_64, SCMP_ARCH_X86_64},
                            {AUDIT_ARCH_X86_64, SCMP_ARCH_X32},
                            {AUDIT_ARCH_I386, SCMP_ARCH_X86}};
#elif defined(__aarch64__)
const Machine machines[] = {{AUDIT_ARCH_AARCH64, SCMP_ARCH_AARCH64},
                            {AUDIT_ARCH_ARM, SCMP_ARCH_ARM}};
#else
const Machine machines[] = {{0, 0}};
#endif
} // namespace

class SeccompFilterTest : public ::testing::Test {
protected:
  void SetUp() override {
    llvm::Expected<const std::vector<sock_filter> *> expected = defaultSeccompFilter();
    if (!expected) {
      llvm::consumeError(expected.takeError());
      GTEST_SKIP() << "no filter for this architecture";
    }
    filter = *expected;
  }
  const std::vector<sock_filter> *filter = nullptr;
};

TEST_F(SeccompFilterTest, NamedCalls) {
  for (Machine machine : machines) {
    for (const char *name : {"read", "write", "execve", "openat2", "chroot", "ptrace", "faccessat2",
                             "close_range", "mknodat", "setresuid", "futex", "clone"})
      EXPECT_EQ(call(*filter, machine, name), allow) << name;
    for (const char *name : {"mount",         "umount2",
                             "pivot_root",    "setns",
                             "unshare",       "bpf",
                             "keyctl",        "add_key",
                             "reboot",        "init_module",
                             "fsopen",        "move_mount",
                             "open_tree",     "perf_event_open",
                             "swapon",        "open_by_handle_at",
                             "delete_module", "io_uring_setup",
                             "userfaultfd",   "settimeofday"})
      EXPECT_EQ(call(*filter, machine, name), denied) << name;
    EXPECT_EQ(call(*filter, machine, "clone3"), missing);
  }
}

TEST_F(SeccompFilterTest, NewerCallsDoNotExist) {
  for (Machine machine : machines) {
    int base = machine.library == SCMP_ARCH_X32 ? 0x40000000 : 0;
    EXPECT_EQ(call(*filter, machine, base + 452), allow); // fchmodat2
    EXPECT_EQ(call(*filter, machine, base + 466), allow); // removexattrat
    EXPECT_EQ(call(*filter, machine, base + 467), missing);
    EXPECT_EQ(call(*filter, machine, base + 5000), missing);
  }
}

TEST_F(SeccompFilterTest, Arguments) {
  uint64_t high = 1ull << 32;
  for (Machine machine : machines) {
    for (uint64_t flag : {0x00020000u, 0x02000000u, 0x04000000u, 0x08000000u, 0x10000000u,
                          0x20000000u, 0x40000000u}) {
      EXPECT_EQ(call(*filter, machine, "clone", flag | 17), denied) << flag;
      EXPECT_EQ(call(*filter, machine, "clone", high | flag), denied) << flag;
    }
    EXPECT_EQ(call(*filter, machine, "clone", 0x003d0f00), allow); // a thread
    for (uint64_t family : {1, 2, 10, 16, 17, 39, 41, 45})
      EXPECT_EQ(call(*filter, machine, "socket", family), allow) << family;
    for (uint64_t family : {38, 40}) {
      EXPECT_EQ(call(*filter, machine, "socket", family), denied) << family;
      // The kernel reads an int.
      EXPECT_EQ(call(*filter, machine, "socket", high | family), denied) << family;
    }
    for (uint64_t persona : {0u, 8u, 0x20000u, 0x20008u, 0xffffffffu})
      EXPECT_EQ(call(*filter, machine, "personality", persona), allow) << persona;
    for (uint64_t persona : {1u, 0x40000u, 0x400000u, 0x20001u})
      EXPECT_EQ(call(*filter, machine, "personality", persona), denied) << persona;
  }
}

TEST_F(SeccompFilterTest, ForeignArchitecture) {
  EXPECT_EQ(call(*filter, {AUDIT_ARCH_S390, 0}, 1), SECCOMP_RET_KILL_PROCESS);
}

TEST_F(SeccompFilterTest, FitsTheKernel) { EXPECT_LT(filter->size(), 4096u); }

TEST_F(SeccompFilterTest, Terminal) {
  const std::vector<sock_filter> &terminal = **terminalSeccompFilter();
  for (Machine machine : machines) {
    EXPECT_EQ(call(terminal, machine, "ioctl", 0, TIOCSTI), denied);
    EXPECT_EQ(call(terminal, machine, "ioctl", 0, (1ull << 32) | TIOCSTI), denied);
    EXPECT_EQ(call(terminal, machine, "ioctl", 0, TIOCLINUX), denied);
    EXPECT_EQ(call(terminal, machine, "ioctl", 0, TIOCGWINSZ), allow);
    EXPECT_EQ(call(terminal, machine, "read", 0, TIOCSTI), allow);
  }
}

//===- SeccompFilter.cpp - The system call filter of RUN steps ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// libseccomp knows the numbers of all architectures; the filter itself is a
// binary search over ranges of numbers, since a chain of 360 comparisons would
// be paid by every system call of every step.
//
//===----------------------------------------------------------------------===//

#include "SeccompFilter.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <seccomp.h>

#include <cerrno>
#include <cstddef>
#include <map>
#include <sys/ioctl.h>

using namespace imgc;

static const char *const allowedSyscalls[] = {
#include "SeccompSyscalls.inc"
};

/// Allowed because the capability they are tied to is among the default ones,
/// or on the architectures that have them.
static const char *const alsoAllowed[] = {
    "chroot",           "arch_prctl", "modify_ldt", "arm_fadvise64_64", "arm_sync_file_range",
    "sync_file_range2", "breakpoint", "cacheflush", "set_tls"};

/// Numbers that all architectures share (424 and up), for a libseccomp that is
/// older than the profile.
static const struct {
  const char *name;
  int number;
} unifiedNumbers[] = {{"cachestat", 451},    {"fchmodat2", 452},  {"map_shadow_stack", 453},
                      {"futex_wake", 454},   {"futex_wait", 455}, {"futex_requeue", 456},
                      {"statmount", 457},    {"listmount", 458},  {"mseal", 462},
                      {"setxattrat", 463},   {"getxattrat", 464}, {"listxattrat", 465},
                      {"removexattrat", 466}};
/// 32-bit x86 has socket and System V calls twice: through socketcall and ipc,
/// which is how libseccomp answers for their names, and since Linux 4.3 as the
/// calls 359 (socket) to 373 and 393 to 402. socketcall hides its arguments from
/// a filter; as in Docker's profile it is allowed nevertheless.
static constexpr uint32_t i386Socket = 359;
static constexpr struct {
  uint32_t first, last;
} i386Direct[] = {{360, 373}, {393, 402}};

/// The newest system call that the profile had an opinion on.
static constexpr uint32_t newestKnown = 466;

namespace {
/// What the filter does with a number; the ones with arguments become blocks.
enum class Action : uint8_t { Deny, Allow, NoSuchCall, Clone, Socket, Personality };

/// One audit architecture with all libseccomp architectures behind it.
struct ArchTable {
  uint32_t auditArch;
  std::vector<uint32_t> architectures;
};

class FilterBuilder {
public:
  std::vector<sock_filter> build(llvm::ArrayRef<ArchTable> tables);

private:
  struct Range {
    uint32_t start;
    Action action;
  };

  void emit(uint16_t code, uint32_t k, uint8_t jt = 0, uint8_t jf = 0) {
    program.push_back({code, jt, jf, k});
  }
  void load(size_t offset) { emit(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset)); }
  void ret(uint32_t value) { emit(BPF_RET | BPF_K, value); }
  void emitAction(Action action);
  void emitSearch(llvm::ArrayRef<Range> ranges);
  static std::vector<Range> rangesFor(const ArchTable &table);

  std::vector<sock_filter> program;
};
} // namespace

static constexpr uint32_t denyPermission = SECCOMP_RET_ERRNO | EPERM;
static constexpr uint32_t denyMissing = SECCOMP_RET_ERRNO | ENOSYS;

/// The half of an argument that the kernel's `int` and `unsigned` parameters
/// are taken from; comparing all 64 bits could be evaded.
static size_t lowArgument(unsigned index) {
  size_t offset = offsetof(struct seccomp_data, args) + index * sizeof(uint64_t);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  offset += 4;
#endif
  return offset;
}

void FilterBuilder::emitAction(Action action) {
  switch (action) {
  case Action::Deny:
    return ret(denyPermission);
  case Action::Allow:
    return ret(SECCOMP_RET_ALLOW);
  case Action::NoSuchCall:
    return ret(denyMissing);
  case Action::Clone:
    // No new namespaces; which flags make one is in <linux/sched.h>.
    load(lowArgument(0));
    emit(BPF_JMP | BPF_JSET | BPF_K, 0x7E020000, 0, 1);
    ret(denyPermission);
    return ret(SECCOMP_RET_ALLOW);
  case Action::Socket:
    load(lowArgument(0));
    emit(BPF_JMP | BPF_JEQ | BPF_K, 38 /* AF_ALG */, 1, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 40 /* AF_VSOCK */, 0, 1);
    ret(denyPermission);
    return ret(SECCOMP_RET_ALLOW);
  case Action::Personality:
    load(lowArgument(0));
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0, 5, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 8, 4, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0x20000, 3, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0x20008, 2, 0);
    emit(BPF_JMP | BPF_JEQ | BPF_K, 0xffffffff, 1, 0);
    ret(denyPermission);
    return ret(SECCOMP_RET_ALLOW);
  }
}

/// Conditional jumps reach 255 instructions only; a larger right half is
/// reached by an unconditional one. The kernel translates the filter for every
/// step, so its length counts.
void FilterBuilder::emitSearch(llvm::ArrayRef<Range> ranges) {
  if (ranges.size() == 1)
    return emitAction(ranges.front().action);
  size_t middle = ranges.size() / 2;
  size_t start = program.size();
  emit(BPF_JMP | BPF_JGE | BPF_K, ranges[middle].start);
  emitSearch(ranges.take_front(middle));
  size_t length = program.size() - start - 1;
  if (length <= 255) {
    program[start].jt = static_cast<uint8_t>(length);
  } else {
    // All jumps inside the left half are relative, so it may be moved.
    program[start].jf = 1;
    program.insert(program.begin() + start + 1,
                   {BPF_JMP | BPF_JA, 0, 0, static_cast<uint32_t>(length)});
  }
  emitSearch(ranges.drop_front(middle));
}

std::vector<FilterBuilder::Range> FilterBuilder::rangesFor(const ArchTable &table) {
  std::map<uint32_t, Action> actions;
  for (uint32_t arch : table.architectures) {
    uint32_t base = arch == SCMP_ARCH_X32 ? 0x40000000u : 0;
    auto add = [&](const char *name, Action action) {
      int number = seccomp_syscall_resolve_name_arch(arch, name);
      if (number >= 0)
        actions[static_cast<uint32_t>(number)] = action;
    };
    for (const auto &unified : unifiedNumbers)
      actions[base + unified.number] = Action::Allow;
    for (const char *name : allowedSyscalls)
      add(name, Action::Allow);
    for (const char *name : alsoAllowed)
      add(name, Action::Allow);
    add("clone", Action::Clone);
    add("socket", Action::Socket);
    add("personality", Action::Personality);
    if (arch == SCMP_ARCH_X86) {
      actions[i386Socket] = Action::Socket;
      for (auto [first, last] : i386Direct)
        for (uint32_t number = first; number <= last; ++number)
          actions[number] = Action::Allow;
    }
    actions[base + 435] = Action::NoSuchCall; // clone3
    actions[base + newestKnown + 1] = Action::NoSuchCall;
  }
  std::vector<Range> ranges = {{0, Action::Deny}};
  auto append = [&ranges](uint32_t start, Action action) {
    if (ranges.back().start == start)
      ranges.back().action = action;
    else if (ranges.back().action != action)
      ranges.push_back({start, action});
  };
  for (auto it = actions.begin(); it != actions.end(); ++it) {
    auto [number, action] = *it;
    append(number, action);
    auto next = std::next(it);
    if (next != actions.end() && next->first == number + 1)
      continue;
    // Behind the newest known number everything up to the next table is new.
    bool isNewer = (number & 0x3fffffffu) > newestKnown;
    append(number + 1, isNewer ? Action::NoSuchCall : Action::Deny);
  }
  return ranges;
}

std::vector<sock_filter> FilterBuilder::build(llvm::ArrayRef<ArchTable> tables) {
  for (const ArchTable &table : tables) {
    load(offsetof(struct seccomp_data, arch));
    emit(BPF_JMP | BPF_JEQ | BPF_K, table.auditArch, 1, 0);
    size_t jump = program.size();
    emit(BPF_JMP | BPF_JA, 0);
    load(offsetof(struct seccomp_data, nr));
    emitSearch(rangesFor(table));
    program[jump].k = static_cast<uint32_t>(program.size() - jump - 1);
  }
  ret(SECCOMP_RET_KILL_PROCESS);
  return std::move(program);
}

static std::vector<ArchTable> hostTables() {
#if defined(__x86_64__)
  return {{AUDIT_ARCH_X86_64, {SCMP_ARCH_X86_64, SCMP_ARCH_X32}},
          {AUDIT_ARCH_I386, {SCMP_ARCH_X86}}};
#elif defined(__aarch64__)
  return {{AUDIT_ARCH_AARCH64, {SCMP_ARCH_AARCH64}}, {AUDIT_ARCH_ARM, {SCMP_ARCH_ARM}}};
#elif defined(__riscv) && __riscv_xlen == 64
  return {{AUDIT_ARCH_RISCV64, {SCMP_ARCH_RISCV64}}};
#else
  return {};
#endif
}

static llvm::Error noTable() {
  return makeError(ExitCode::Environment,
                   "there is no system call filter for this machine's architecture yet",
                   "run the step with '--security=insecure'");
}

llvm::Expected<const std::vector<sock_filter> *> detail::defaultSeccompFilter() {
  static const std::vector<sock_filter> filter = [] {
    std::vector<ArchTable> tables = hostTables();
    return tables.empty() ? std::vector<sock_filter>() : FilterBuilder().build(tables);
  }();
  if (filter.empty())
    return noTable();
  return &filter;
}

llvm::Expected<const std::vector<sock_filter> *> detail::terminalSeccompFilter() {
  static const std::vector<sock_filter> filter = [] {
    std::vector<sock_filter> program;
    auto emit = [&program](uint16_t code, uint32_t k, uint8_t jt = 0, uint8_t jf = 0) {
      program.push_back({code, jt, jf, k});
    };
    auto load = [&emit](size_t offset) {
      emit(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset));
    };
    for (const ArchTable &table : hostTables())
      for (uint32_t arch : table.architectures) {
        int number = seccomp_syscall_resolve_name_arch(arch, "ioctl");
        load(offsetof(struct seccomp_data, arch));
        emit(BPF_JMP | BPF_JEQ | BPF_K, table.auditArch, 0, 6);
        load(offsetof(struct seccomp_data, nr));
        emit(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(number), 0, 4);
        load(lowArgument(1));
        emit(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0);
        emit(BPF_JMP | BPF_JEQ | BPF_K, TIOCLINUX, 0, 1);
        emit(BPF_RET | BPF_K, denyPermission);
      }
    emit(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    return program;
  }();
  if (hostTables().empty())
    return noTable();
  return &filter;
}

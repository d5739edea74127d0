//===- Prepare.cpp - A spec turned into plain data and descriptors --------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Prepare.h"

#include "SeccompFilter.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

#include <cerrno>
#include <cstdio>
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>

using namespace imgc;
using namespace imgc::detail;

static constexpr llvm::StringLiteral
    defaultPath("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

/// CHOWN, DAC_OVERRIDE, FSETID, FOWNER, MKNOD, NET_RAW, SETGID, SETUID, SETFCAP,
/// SETPCAP, NET_BIND_SERVICE, SYS_CHROOT, KILL, AUDIT_WRITE.
static constexpr uint64_t defaultCapabilities = 0xa80425fb;

PathChain PreparedSandbox::keepChain(llvm::StringRef absolutePath) {
  std::vector<const char *> prefixes;
  llvm::StringRef text = absolutePath.ltrim('/');
  for (size_t end = 0; !text.empty() && end != llvm::StringRef::npos;) {
    end = text.find('/', end ? end + 1 : 0);
    prefixes.push_back(keep(text.take_front(end).str()));
  }
  PathChain chain;
  chain.count = prefixes.size();
  chain.prefixes = keepList(std::move(prefixes));
  return chain;
}

static llvm::Error invalid(const llvm::Twine &message) {
  return makeError(ExitCode::BuildFailed, message);
}

static llvm::Error checkSpec(const SandboxSpec &spec) {
  if (spec.args.empty() || spec.args.front().empty())
    return invalid("the step has no command");
  for (const std::vector<std::string> *list : {&spec.args, &spec.env})
    for (const std::string &text : *list)
      if (text.find('\0') != std::string::npos)
        return invalid("an argument or variable of the step contains a NUL byte");
  if (!path::isAbsolute(spec.cwd) || spec.cwd.find('\0') != std::string::npos ||
      spec.cwd.size() >= 4096)
    return invalid("the working directory '" + spec.cwd + "' is not an absolute path");
  if (spec.hostname.size() > 64 ||
      llvm::any_of(spec.hostname, [](unsigned char c) { return c <= ' ' || c == 0x7f; }))
    return invalid("'" + spec.hostname + "' is not a host name");
  if (spec.network != NetworkMode::Host && spec.network != NetworkMode::None)
    return invalid("unknown network mode " + llvm::Twine(static_cast<int>(spec.network)));
  if (spec.security != SecurityMode::Sandbox && spec.security != SecurityMode::Insecure)
    return invalid("unknown security mode " + llvm::Twine(static_cast<int>(spec.security)));
  if (spec.platform && matchPlatform(Platform::host(), *spec.platform) < 0)
    return makeError(ExitCode::BuildFailed,
                     "running commands for '" + spec.platform->str() + "' on '" +
                         Platform::host().str() + "' is not supported yet",
                     "build on a machine of that platform, or use '--platform=$BUILDPLATFORM' "
                     "for the stage");
  return llvm::Error::success();
}

static llvm::Error prepareLimits(const SandboxSpec &spec, PreparedSandbox &prepared) {
  static const struct {
    llvm::StringLiteral name;
    int resource;
  } names[] = {
      {"as", RLIMIT_AS},           {"core", RLIMIT_CORE},         {"cpu", RLIMIT_CPU},
      {"data", RLIMIT_DATA},       {"fsize", RLIMIT_FSIZE},       {"locks", RLIMIT_LOCKS},
      {"memlock", RLIMIT_MEMLOCK}, {"msgqueue", RLIMIT_MSGQUEUE}, {"nice", RLIMIT_NICE},
      {"nofile", RLIMIT_NOFILE},   {"nproc", RLIMIT_NPROC},       {"rss", RLIMIT_RSS},
      {"rtprio", RLIMIT_RTPRIO},   {"rttime", RLIMIT_RTTIME},     {"sigpending", RLIMIT_SIGPENDING},
      {"stack", RLIMIT_STACK}};
  for (const SandboxUlimit &limit : spec.ulimits) {
    const auto *it = llvm::find_if(names, [&](const auto &n) { return n.name == limit.name; });
    if (it == std::end(names))
      return invalid("unknown ulimit '" + limit.name + "'");
    auto value = [](int64_t v) { return v < 0 ? RLIM_INFINITY : static_cast<rlim_t>(v); };
    struct rlimit values = {value(limit.soft), value(limit.hard)};
    if (limit.soft < -1 || limit.hard < -1 || values.rlim_cur > values.rlim_max)
      return invalid("the soft limit of ulimit '" + limit.name + "' exceeds the hard limit");
    prepared.limits.push_back({it->resource, values});
    prepared.limitNames.push_back(limit.name);
  }
  prepared.plan.limits = prepared.limits.data();
  prepared.plan.limitCount = prepared.limits.size();
  return llvm::Error::success();
}

static void prepareCommand(const SandboxSpec &spec, PreparedSandbox &prepared) {
  std::vector<const char *> argv, envp, programs;
  for (const std::string &argument : spec.args)
    argv.push_back(prepared.keep(argument));
  llvm::StringRef searchPath;
  bool hasPath = false, hasHome = false;
  for (const std::string &variable : spec.env) {
    llvm::StringRef text = variable;
    if (text.consume_front("PATH=")) {
      searchPath = text;
      hasPath = true;
    }
    hasHome |= text.starts_with("HOME=");
    envp.push_back(prepared.keep(variable));
  }
  if (!hasPath) {
    searchPath = defaultPath;
    envp.push_back(prepared.keep(("PATH=" + defaultPath).str()));
  }
  if (!hasHome)
    envp.push_back(prepared.keep("HOME=" + prepared.user.home));

  llvm::StringRef name = spec.args.front();
  if (name.contains('/')) {
    programs.push_back(prepared.keep(name.str()));
  } else {
    llvm::SmallVector<llvm::StringRef, 8> directories;
    searchPath.split(directories, ':', -1, /*KeepEmpty=*/false);
    // Relative entries would find what the step's directory contains.
    for (llvm::StringRef directory : directories)
      if (directory.starts_with("/"))
        programs.push_back(prepared.keep((directory + "/" + name).str()));
  }
  ChildPlan &plan = prepared.plan;
  plan.argv = const_cast<char *const *>(prepared.keepList(std::move(argv)));
  plan.envp = const_cast<char *const *>(prepared.keepList(std::move(envp)));
  plan.programs = prepared.keepList(std::move(programs));
}

static int readLastCapability() {
  static const int last = [] {
    int value = CAP_LAST_CAP;
    if (FILE *file = std::fopen("/proc/sys/kernel/cap_last_cap", "re")) {
      if (std::fscanf(file, "%d", &value) != 1)
        value = CAP_LAST_CAP;
      std::fclose(file);
    }
    return value < 0 || value > 63 ? 63 : value;
  }();
  return last;
}

static uint64_t ownCapabilities() {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {};
  if (::syscall(SYS_capget, &header, data))
    return 0;
  return data[0].permitted | static_cast<uint64_t>(data[1].permitted) << 32;
}

static llvm::Error prepareConfinement(const SandboxSpec &spec, PreparedSandbox &prepared) {
  ChildPlan &plan = prepared.plan;
  plan.lastCapability = readLastCapability();
  plan.confine = spec.security != SecurityMode::Insecure;
  plan.capabilities = ownCapabilities();
  if (!plan.confine)
    return llvm::Error::success();
  plan.capabilities = defaultCapabilities;
  if (!spec.seccomp)
    return llvm::Error::success();
  llvm::Expected<const std::vector<sock_filter> *> filter = defaultSeccompFilter();
  if (!filter)
    return filter.takeError();
  prepared.filters[0].len = static_cast<unsigned short>((*filter)->size());
  prepared.filters[0].filter = const_cast<sock_filter *>((*filter)->data());
  plan.filters[0] = &prepared.filters[0];
  return llvm::Error::success();
}

/// The one place that decides about namespaces. A user namespace with its id
/// maps, for callers without root, belongs here and before `childMounts`.
static int namespacesFor(const SandboxSpec &spec, const ChildPlan &plan) {
  int flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
  if (spec.network == NetworkMode::None)
    flags |= CLONE_NEWNET;
  // With version 1 hierarchies there is nothing a namespace could hide.
  if (plan.cgroup2)
    flags |= CLONE_NEWCGROUP;
  return flags;
}

llvm::Expected<std::unique_ptr<PreparedSandbox>> detail::prepareSandbox(const SandboxSpec &spec) {
  auto prepared = std::make_unique<PreparedSandbox>();
  if (llvm::Error error = checkSpec(spec))
    return error;
  llvm::Expected<ImageUser> user = lookupUser(spec.root, spec.user);
  if (!user)
    return user.takeError();
  prepared->user = std::move(*user);
  if (llvm::Error error = prepareLimits(spec, *prepared))
    return error;
  if (llvm::Error error = prepareConfinement(spec, *prepared))
    return error;
  if (llvm::Error error = prepareMounts(spec, *prepared))
    return error;
  prepareCommand(spec, *prepared);
  ChildPlan &plan = prepared->plan;
  plan.uid = prepared->user.uid;
  plan.gid = prepared->user.gid;
  plan.groups = prepared->user.groups.data();
  plan.groupCount = prepared->user.groups.size();
  plan.umask = spec.umask & 0777;
  plan.hostname = prepared->keep(spec.hostname.empty() ? "buildkitsandbox" : spec.hostname);
  plan.cwd = prepared->keepChain(path::clean(spec.cwd));
  plan.loopback = spec.network == NetworkMode::None;
  prepared->namespaces = namespacesFor(spec, plan);
  return prepared;
}

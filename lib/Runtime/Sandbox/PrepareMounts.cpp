//===- PrepareMounts.cpp - The mounts of a sandbox, made and not attached -===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Prepare.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Runtime/Snapshot/Overlay.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <arpa/inet.h>
#include <cerrno>
#include <dirent.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

using namespace imgc;
using namespace imgc::detail;

static llvm::Error mountError(llvm::StringRef what) {
  return makeErrnoError(ExitCode::Environment, "cannot set the sandbox up: " + what, errno);
}

llvm::Expected<FileDescriptor> detail::makeFileSystem(const char *type, uint64_t attributes,
                                                      llvm::ArrayRef<FsOption> options) {
  FileDescriptor context(::fsopen(type, FSOPEN_CLOEXEC));
  if (!context)
    return mountError(type);
  for (const FsOption &option : options) {
    bool isFlag = option.value.empty();
    if (::fsconfig(context.get(), isFlag ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING, option.key,
                   isFlag ? nullptr : option.value.c_str(), 0))
      return mountError(std::string(type) + " option '" + option.key + "'");
  }
  if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0))
    return mountError(type);
  FileDescriptor mount(::fsmount(context.get(), FSMOUNT_CLOEXEC, attributes));
  if (!mount)
    return mountError(type);
  return mount;
}

//===----------------------------------------------------------------------===//
// /dev
//===----------------------------------------------------------------------===//

static const struct {
  const char *name;
  unsigned major, minor;
} deviceNodes[] = {{"null", 1, 3},   {"zero", 1, 5},    {"full", 1, 7},
                   {"random", 1, 8}, {"urandom", 1, 9}, {"tty", 5, 0}};

static const char *const deviceLinks[][2] = {{"/proc/self/fd", "fd"},
                                             {"/proc/self/fd/0", "stdin"},
                                             {"/proc/self/fd/1", "stdout"},
                                             {"/proc/self/fd/2", "stderr"},
                                             {"pts/ptmx", "ptmx"}};

/// Without the privilege to make nodes, those of the host are bound.
static llvm::Error bindHostDevices(PreparedSandbox &prepared) {
  for (const auto &node : deviceNodes) {
    std::string path = std::string("/dev/") + node.name;
    FileDescriptor tree(::open_tree(AT_FDCWD, path.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
    struct stat st;
    if (!tree || ::fstat(tree.get(), &st))
      return mountError(path);
    if (!S_ISCHR(st.st_mode) || st.st_rdev != makedev(node.major, node.minor))
      return makeError(ExitCode::Environment, "'" + path + "' is not the device it should be");
    prepared.hostDevices.push_back(prepared.keep(std::move(tree)));
  }
  prepared.plan.hostDevices = prepared.hostDevices.data();
  return llvm::Error::success();
}

/// The nodes lie in the scaffold, which no process of the sandbox sees.
static llvm::Error makeDevices(PreparedSandbox &prepared) {
  // In a user namespace nodes can be made nowhere, or do not open.
  if (usesUserXattr())
    return bindHostDevices(prepared);
  int fd = prepared.plan.scaffold;
  for (const auto &node : deviceNodes)
    if (::mknodat(fd, node.name, S_IFCHR | 0666, makedev(node.major, node.minor)) ||
        ::fchmodat(fd, node.name, 0666, 0)) {
      if (errno == EPERM)
        return bindHostDevices(prepared);
      return mountError(node.name);
    }
  return llvm::Error::success();
}

/// Nothing in it opens as a device but the nodes bound one by one: whoever may
/// make nodes could otherwise make the host's disk. (Docker's means is a device
/// cgroup.)
static llvm::Error prepareDev(PreparedSandbox &prepared) {
  llvm::Expected<FileDescriptor> dev =
      makeFileSystem("tmpfs", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_STRICTATIME,
                     {{"mode", "755"}, {"size", "64m"}});
  if (!dev)
    return dev.takeError();
  int fd = prepared.plan.dev = prepared.keep(std::move(*dev));
  std::vector<const char *> names;
  for (const auto &node : deviceNodes) {
    if (::mknodat(fd, node.name, S_IFREG | 0666, 0))
      return mountError(node.name);
    names.push_back(node.name);
  }
  prepared.plan.deviceCount = names.size();
  prepared.plan.deviceNames = prepared.keepList(std::move(names));
  for (const auto &link : deviceLinks)
    if (::symlinkat(link[0], fd, link[1]))
      return mountError(link[1]);
  for (const char *name : {"pts", "shm", "mqueue"})
    if (::mkdirat(fd, name, 0755) || ::fchmodat(fd, name, 0755, 0))
      return mountError(name);
  return makeDevices(prepared);
}

//===----------------------------------------------------------------------===//
// Generated files and what covers masked paths
//===----------------------------------------------------------------------===//

static llvm::Expected<std::string> hostsFile(const SandboxSpec &spec) {
  llvm::StringRef hostname = "buildkitsandbox";
  if (!spec.hostname.empty())
    hostname = spec.hostname;
  std::string text =
      ("127.0.0.1\tlocalhost " + hostname + "\n::1\tlocalhost ip6-localhost ip6-loopback\n").str();
  for (const SandboxHost &host : spec.extraHosts) {
    unsigned char address[16];
    if (::inet_pton(AF_INET, host.address.c_str(), address) != 1 &&
        ::inet_pton(AF_INET6, host.address.c_str(), address) != 1)
      return makeError(ExitCode::BuildFailed, "'" + host.address + "' of the host '" + host.name +
                                                  "' is not an IP address");
    if (host.name.empty() ||
        llvm::any_of(host.name, [](unsigned char c) { return c <= ' ' || c == 0x7f; }))
      return makeError(ExitCode::BuildFailed, "'" + host.name + "' is not a host name");
    text += host.address + "\t" + host.name + "\n";
  }
  return text;
}

static std::string resolvConf(const SandboxSpec &spec) {
  if (spec.resolvConf)
    return *spec.resolvConf;
  FileDescriptor file(::open("/etc/resolv.conf", O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::string text(64 << 10, 0);
  ssize_t length = file ? ::read(file.get(), text.data(), text.size()) : 0;
  text.resize(length > 0 ? length : 0);
  return text;
}

static llvm::Error writeFile(int directory, const char *name, llvm::StringRef text) {
  FileDescriptor file(::openat(directory, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644));
  if (!file || ::fchmod(file.get(), 0644) ||
      ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    return mountError(name);
  return llvm::Error::success();
}

static llvm::Error prepareScaffold(const SandboxSpec &spec, PreparedSandbox &prepared) {
  llvm::Expected<std::string> hosts = hostsFile(spec);
  if (!hosts)
    return hosts.takeError();
  llvm::Expected<FileDescriptor> scaffold = makeFileSystem(
      "tmpfs", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, {{"mode", "755"}, {"size", "4m"}});
  if (!scaffold)
    return scaffold.takeError();
  int fd = prepared.plan.scaffold = prepared.keep(std::move(*scaffold));
  if (llvm::Error error = writeFile(fd, "hosts", *hosts))
    return error;
  if (llvm::Error error = writeFile(fd, "resolv.conf", resolvConf(spec)))
    return error;
  if (::mkdirat(fd, "empty", 0755) || ::fchmodat(fd, "empty", 0755, 0))
    return mountError("generated files");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

static const char *const maskedProc[] = {"acpi",       "asound",        "interrupts",  "kcore",
                                         "keys",       "latency_stats", "sched_debug", "scsi",
                                         "timer_list", "timer_stats",   nullptr};
static const char *const readOnlyProc[] = {"bus", "fs", "irq", "sys", "sysrq-trigger", nullptr};

/// Relative to /sys. The list of processors does not change while we run.
static const char *const *maskedSysPaths() {
  static const std::vector<const char *> list = [] {
    static std::vector<std::string> names = {"devices/virtual/powercap", "firmware"};
    if (DIR *directory = ::opendir("/sys/devices/system/cpu")) {
      while (const struct dirent *entry = ::readdir(directory)) {
        llvm::StringRef name(entry->d_name);
        std::string path = ("devices/system/cpu/" + name + "/thermal_throttle").str();
        if (name.starts_with("cpu") && ::access(("/sys/" + path).c_str(), F_OK) == 0)
          names.push_back(path);
      }
      ::closedir(directory);
    }
    std::vector<const char *> pointers;
    for (const std::string &name : names)
      pointers.push_back(name.c_str());
    pointers.push_back(nullptr);
    return pointers;
  }();
  return list.data();
}

//===----------------------------------------------------------------------===//
// Mounts of the spec
//===----------------------------------------------------------------------===//

/// A file on a file system of its own that has no place on any disk.
static llvm::Expected<FileDescriptor> makeFileInMemory(const SandboxMount &mount) {
  uint64_t attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  if ((mount.mode & 0111) == 0)
    attributes |= MOUNT_ATTR_NOEXEC;
  llvm::Expected<FileDescriptor> memory = makeFileSystem("tmpfs", attributes, {{"mode", "0700"}});
  if (!memory)
    return memory.takeError();
  FileDescriptor file(
      ::openat(memory->get(), "file", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file)
    return mountError("file in memory");
  for (llvm::StringRef rest = mount.content; !rest.empty();) {
    ssize_t written = ::write(file.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return mountError("file in memory");
    rest = rest.drop_front(written);
  }
  if (::fchown(file.get(), mount.uid, mount.gid) || ::fchmod(file.get(), mount.mode & 0777))
    return mountError("file in memory");
  FileDescriptor tree(::open_tree(memory->get(), "file", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
  if (!tree)
    return mountError("file in memory");
  return tree;
}

static llvm::Error prepareMount(const SandboxMount &mount, PreparedSandbox &prepared) {
  std::string target = path::clean(mount.target);
  llvm::StringRef text = target;
  auto isBelow = [&](llvm::StringRef top) {
    llvm::StringRef rest = text;
    return rest.consume_front(top) && (rest.empty() || rest.starts_with("/"));
  };
  if (!path::isAbsolute(target) || text == "/" || llvm::StringRef(mount.target).contains('\0') ||
      text.size() >= 4096 || isBelow("/proc") || isBelow("/sys"))
    return makeError(ExitCode::BuildFailed, "cannot mount on '" + mount.target + "'",
                     "a mount target is an absolute path that is not '/' and not in '/proc' "
                     "or '/sys'");
  ChildMount child;
  child.target = prepared.keepChain(target);
  FileDescriptor made;
  switch (mount.kind) {
  case SandboxMount::Kind::Tmpfs: {
    std::vector<FsOption> options;
    if (mount.size)
      options.push_back({"size", llvm::utostr(mount.size)});
    llvm::Expected<FileDescriptor> tmpfs =
        makeFileSystem("tmpfs", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, options);
    if (!tmpfs)
      return tmpfs.takeError();
    made = std::move(*tmpfs);
    break;
  }
  case SandboxMount::Kind::Bind:
    made.reset(::open_tree(mount.source, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH));
    if (!made)
      return makeErrnoError(ExitCode::BuildFailed, "cannot mount on '" + mount.target + "'", errno);
    break;
  case SandboxMount::Kind::Tree:
    break;
  case SandboxMount::Kind::File: {
    llvm::Expected<FileDescriptor> file = makeFileInMemory(mount);
    if (!file)
      return file.takeError();
    made = std::move(*file);
    break;
  }
  default:
    return makeError(ExitCode::BuildFailed,
                     "the mount on '" + mount.target + "' has an unknown kind");
  }
  child.tree = made ? made.get() : mount.source;
  struct stat st;
  struct mount_attr attributes = {};
  attributes.propagation = MS_PRIVATE;
  attributes.attr_set =
      (mount.readOnly || mount.kind == SandboxMount::Kind::File ? MOUNT_ATTR_RDONLY : 0) | (prepared.plan.confine ? MOUNT_ATTR_NODEV : 0);
  if (::fstat(child.tree, &st) ||
      ::mount_setattr(child.tree, "", AT_EMPTY_PATH, &attributes, sizeof(attributes)))
    return makeErrnoError(ExitCode::BuildFailed, "cannot mount on '" + mount.target + "'", errno);
  child.isFile = !S_ISDIR(st.st_mode);
  if (made)
    prepared.keep(std::move(made));
  prepared.mounts.push_back(child);
  prepared.mountTargets.push_back(mount.target);
  return llvm::Error::success();
}

llvm::Error detail::prepareMounts(const SandboxSpec &spec, PreparedSandbox &prepared) {
  ChildPlan &plan = prepared.plan;
  if (llvm::Error error = prepareScaffold(spec, prepared))
    return error;
  if (llvm::Error error = prepareDev(prepared))
    return error;
  llvm::Expected<FileDescriptor> pts =
      makeFileSystem("devpts", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
                     {{"newinstance", ""}, {"ptmxmode", "0666"}, {"mode", "0620"}, {"gid", "5"}});
  if (!pts)
    return pts.takeError();
  plan.pts = prepared.keep(std::move(*pts));
  llvm::Expected<FileDescriptor> shm =
      makeFileSystem("tmpfs", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NODEV,
                     {{"mode", "1777"}, {"size", llvm::utostr(spec.shmSize)}});
  if (!shm)
    return shm.takeError();
  plan.shm = prepared.keep(std::move(*shm));

  plan.root = spec.root;
  plan.readOnlyRoot = spec.readOnlyRoot;
  plan.maskedProc = maskedProc;
  plan.readOnlyProc = readOnlyProc;
  plan.maskedSys = maskedSysPaths();
  struct statfs fs;
  plan.cgroup2 = ::statfs("/sys/fs/cgroup", &fs) == 0 && fs.f_type == CGROUP2_SUPER_MAGIC;

  // Outer mounts first; equal depths in the order of the list.
  std::vector<std::pair<size_t, size_t>> sorted; // depth, place in the list
  for (size_t i = 0; i < spec.mounts.size(); ++i)
    sorted.push_back({llvm::StringRef(path::clean(spec.mounts[i].target)).count('/'), i});
  llvm::sort(sorted);
  for (auto [depth, i] : sorted)
    if (llvm::Error error = prepareMount(spec.mounts[i], prepared))
      return error;
  plan.mounts = prepared.mounts.data();
  plan.mountCount = prepared.mounts.size();
  return llvm::Error::success();
}

//===- Overlay.cpp - Detached overlayfs mounts ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Snapshot/Overlay.h"

#include "OverlayInternal.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/Twine.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mount.h>

using namespace imgc;

/// The kernel takes 500; one place stays for the overlay of those beneath.
static constexpr size_t maxLowers = 450;

bool imgc::usesUserXattr() {
  static const bool answer = [] {
    // The identity map over all ids is the initial user namespace's.
    FILE *file = std::fopen("/proc/self/uid_map", "re");
    if (!file)
      return false;
    unsigned long inside = 0, outside = 0, count = 0;
    int fields = std::fscanf(file, "%lu %lu %lu", &inside, &outside, &count);
    std::fclose(file);
    return fields == 3 && !(inside == 0 && outside == 0 && count == 4294967295ul);
  }();
  return answer;
}

llvm::Error detail::makeOverlayError(int err, llvm::StringRef kernelText) {
  std::string message = "cannot mount the snapshot: ";
  message += std::strerror(err);
  if (!kernelText.empty())
    message += (" (" + kernelText + ")").str();
  switch (err) {
  case EPERM:
  case EACCES:
    return makeError(ExitCode::Environment, message, "mounting needs root or a user namespace");
  case ENODEV:
    return makeError(ExitCode::Environment, message,
                     "the kernel lacks overlayfs; try 'modprobe overlay'");
  default:
    return makeError(ExitCode::Environment, message,
                     "the store must be on a file system that can hold overlay layers "
                     "(ext4, xfs with ftype=1, btrfs, tmpfs), not on an overlay itself");
  }
}

/// The last message of the file system context: "e overlay: …".
static std::string readContextText(int context) {
  char buffer[512];
  std::string text;
  for (int i = 0; i < 16; ++i) {
    ssize_t n = ::read(context, buffer, sizeof(buffer));
    if (n <= 0)
      break;
    llvm::StringRef line(buffer, n);
    if (line.consume_front("e "))
      text = line.rtrim().str();
  }
  return text;
}

/// An empty read-only tmpfs, attached nowhere.
static FileDescriptor makeEmptyMount() {
  FileDescriptor context(::fsopen("tmpfs", FSOPEN_CLOEXEC));
  if (!context || ::fsconfig(context.get(), FSCONFIG_SET_STRING, "mode", "755", 0) ||
      ::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0))
    return FileDescriptor();
  return FileDescriptor(
      ::fsmount(context.get(), FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV));
}

/// A mount of just one directory, without overlayfs.
static llvm::Expected<FileDescriptor> cloneDirectory(int directory, bool readOnly) {
  FileDescriptor tree(
      ::open_tree(directory, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH));
  if (!tree)
    return detail::makeOverlayError(errno, "open_tree");
  struct mount_attr attributes = {};
  attributes.propagation = MS_PRIVATE;
  if (readOnly)
    attributes.attr_set = MOUNT_ATTR_RDONLY;
  if (::mount_setattr(tree.get(), "", AT_EMPTY_PATH, &attributes, sizeof(attributes)))
    return detail::makeOverlayError(errno, "mount_setattr");
  return tree;
}

namespace {
/// One overlay by fsopen.
class ContextMount {
public:
  /// `unsupported` is set when the kernel has no `lowerdir+`.
  llvm::Expected<FileDescriptor> run(const OverlaySpec &spec, bool &unsupported);

private:
  bool set(const char *key, const char *value) {
    return ::fsconfig(context.get(), FSCONFIG_SET_STRING, key, value, 0) == 0;
  }
  bool setDirectory(const char *key, int fd) { return set(key, procPath(fd).c_str()); }
  bool setOptions(const OverlaySpec &spec);
  llvm::Error fail() {
    int err = errno;
    return detail::makeOverlayError(err, readContextText(context.get()));
  }

  FileDescriptor context;
};
} // namespace

bool ContextMount::setOptions(const OverlaySpec &spec) {
  if (!set("redirect_dir", "nofollow") || !set("metacopy", "off") || !set("index", "off"))
    return false;
  if (usesUserXattr() && ::fsconfig(context.get(), FSCONFIG_SET_FLAG, "userxattr", nullptr, 0))
    return false;
  if (spec.upper < 0)
    return true;
  return setDirectory("upperdir", spec.upper) && setDirectory("workdir", spec.work) &&
         ::fsconfig(context.get(), FSCONFIG_SET_FLAG, "volatile", nullptr, 0) == 0;
}

llvm::Expected<FileDescriptor> ContextMount::run(const OverlaySpec &spec, bool &unsupported) {
  context.reset(::fsopen("overlay", FSOPEN_CLOEXEC));
  if (!context)
    return detail::makeOverlayError(errno, "fsopen");
  for (size_t i = 0; i < spec.lowers.size(); ++i)
    if (!setDirectory("lowerdir+", spec.lowers[i])) {
      unsupported = i == 0 && errno == EINVAL;
      return fail();
    }
  if (!setOptions(spec) || ::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0))
    return fail();
  bool readOnly = spec.readOnly || spec.upper < 0;
  FileDescriptor mount(::fsmount(context.get(), FSMOUNT_CLOEXEC, readOnly ? MOUNT_ATTR_RDONLY : 0));
  if (!mount)
    return fail();
  return mount;
}

static llvm::Expected<FileDescriptor> mountOnce(const OverlaySpec &spec) {
  const char *legacy = std::getenv("IMGC_OVERLAY_LEGACY");
  if (legacy && llvm::StringRef(legacy) == "1")
    return detail::mountOverlayLegacy(spec);
  bool unsupported = false;
  llvm::Expected<FileDescriptor> mount = ContextMount().run(spec, unsupported);
  if (mount || !unsupported)
    return mount;
  llvm::consumeError(mount.takeError());
  return detail::mountOverlayLegacy(spec);
}

/// A read-only stack of one needs a second, empty layer: a plain bind would
/// show whiteouts of the layer as device nodes.
static llvm::Expected<FileDescriptor> mountSingle(int lower) {
  if (FileDescriptor empty = makeEmptyMount()) {
    OverlaySpec spec;
    spec.lowers = {lower, empty.get()};
    llvm::Expected<FileDescriptor> mount = mountOnce(spec);
    if (mount)
      return mount;
    // Before 6.15 a detached mount is no lower layer.
    llvm::consumeError(mount.takeError());
  }
  return cloneDirectory(lower, /*readOnly=*/true);
}

llvm::Expected<FileDescriptor> imgc::mountOverlay(const OverlaySpec &spec) {
  if (spec.upper < 0 && spec.lowers.empty()) {
    if (FileDescriptor empty = makeEmptyMount())
      return empty;
    return detail::makeOverlayError(errno, "tmpfs");
  }
  if (spec.lowers.empty())
    return cloneDirectory(spec.upper, spec.readOnly);
  if (spec.upper >= 0 && spec.work < 0)
    return makeError(ExitCode::BuildFailed, "an overlay with an upper needs a work directory");
  if (spec.lowers.size() > maxLowers * maxLowers)
    return makeError(ExitCode::BuildFailed,
                     "the image has " + llvm::Twine(spec.lowers.size()) +
                         " layers, more than can be mounted",
                     "squash its base");
  if (spec.upper < 0 && spec.lowers.size() == 1)
    return mountSingle(spec.lowers.front());
  if (spec.lowers.size() <= maxLowers)
    return mountOnce(spec);

  // Two overlays are as deep as the kernel nests them: every group of lowers
  // beneath the first `maxLowers / 2` becomes a read-only overlay.
  std::vector<FileDescriptor> groups;
  llvm::ArrayRef<int> rest = spec.lowers;
  OverlaySpec outer = spec;
  outer.lowers.assign(rest.begin(), rest.begin() + maxLowers / 2);
  rest = rest.drop_front(maxLowers / 2);
  while (!rest.empty()) {
    OverlaySpec inner;
    llvm::ArrayRef<int> part = rest.take_front(maxLowers);
    // A group of one is itself a layer.
    if (part.size() > 1) {
      inner.lowers = part.vec();
      llvm::Expected<FileDescriptor> mount = mountOnce(inner);
      if (!mount)
        return mount.takeError();
      groups.push_back(std::move(*mount));
      outer.lowers.push_back(groups.back().get());
    } else {
      outer.lowers.push_back(part.front());
    }
    rest = rest.drop_front(part.size());
  }
  llvm::Expected<FileDescriptor> mount = mountOnce(outer);
  if (!mount)
    return addContext(mount.takeError(), "the image has " + llvm::Twine(spec.lowers.size()) +
                                             " layers, more than this kernel mounts");
  return mount;
}

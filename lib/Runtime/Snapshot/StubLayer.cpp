//===- StubLayer.cpp - Mount points that no layer contains ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Snapshot/StubLayer.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/Twine.h"

#include <cerrno>
#include <deque>
#include <map>
#include <sys/xattr.h>

using namespace imgc;

std::vector<MountPoint> imgc::standardMountPoints() {
  return {{"/proc", false, true},
          {"/sys", false, true},
          {"/dev", false, true},
          {"/etc/hosts", true, false},
          {"/etc/resolv.conf", true, false}};
}

/// Copies the xattrs that a directory of the image may have.
static void copyXattrs(const std::string &from, const std::string &to) {
  std::string names(64 << 10, 0);
  ssize_t length = ::listxattr(from.c_str(), names.data(), names.size());
  if (length <= 0)
    return;
  std::string value(64 << 10, 0);
  for (const char *name = names.data(); name < names.data() + length;
       name += std::strlen(name) + 1) {
    // The marks of overlayfs on a layer are about that layer.
    if (llvm::StringRef(name).starts_with("trusted.overlay.") ||
        llvm::StringRef(name).starts_with("user.overlay."))
      continue;
    ssize_t size = ::getxattr(from.c_str(), name, value.data(), value.size());
    // A label that may not be set is the kernel's own business.
    if (size >= 0)
      (void)::setxattr(to.c_str(), name, value.data(), size, 0);
  }
}

llvm::Error imgc::cloneDirectoryAttributes(int from, int to) {
  struct stat st;
  if (::fstat(from, &st))
    return makeErrnoError(ExitCode::BuildFailed, "cannot stat a directory of the image", errno);
  copyXattrs(procPath(from), procPath(to));
  struct timespec times[2] = {st.st_atim, st.st_mtim};
  if (::fchown(to, st.st_uid, st.st_gid) || ::fchmod(to, st.st_mode & 07777) ||
      ::futimens(to, times))
    return makeErrnoError(ExitCode::BuildFailed, "cannot copy attributes of a directory", errno);
  return llvm::Error::success();
}

namespace {
enum class EntryKind { Missing, Directory, Symlink, Other };

class StubWriter {
public:
  StubWriter(int stubDir, int view) : stubDir(stubDir), view(view) {}

  llvm::Error add(const MountPoint &point);
  /// Sets the attributes of cloned directories: adding entries changed mtimes.
  llvm::Error finish();

  StubLayer result;

private:
  struct StubEntry {
    bool isDirectory;
    /// Nothing of the image shows below it.
    bool hidesImage;
  };

  EntryKind lookup(const std::string &path);
  llvm::Error step(llvm::StringRef component, bool isLast, const MountPoint &point);
  llvm::Error create(const std::string &path, bool isFile, bool hides, const MountPoint &point);
  llvm::Error cloneParents(llvm::StringRef path, const MountPoint &point);
  llvm::Error fail(const MountPoint &point, int err);

  int stubDir, view;
  /// By clean relative path. Ordered, so that parents precede children.
  std::map<std::string, StubEntry> entries;
  /// Paths of the image whose attributes are cloned at the end.
  std::vector<std::string> cloned;

  /// State of the walk of one mount point.
  std::string current; // clean relative path of a directory, "" is the root
  std::deque<std::string> rest;
  unsigned links = 0;
};
} // namespace

llvm::Error StubWriter::fail(const MountPoint &point, int err) {
  return makeErrnoError(ExitCode::BuildFailed,
                        "cannot prepare the mount point '" + point.path + "'", err);
}

EntryKind StubWriter::lookup(const std::string &path) {
  if (auto it = entries.find(path); it != entries.end())
    return it->second.isDirectory ? EntryKind::Directory : EntryKind::Other;
  for (llvm::StringRef parent = path; !parent.empty();) {
    auto it = entries.find(parent.str());
    if (it != entries.end() && it->second.hidesImage)
      return EntryKind::Missing;
    parent = parent.contains('/') ? parent.rsplit('/').first : llvm::StringRef();
  }
  if (view < 0)
    return EntryKind::Missing;
  llvm::ErrorOr<struct stat> st = statInRoot(view, path, FollowLast::No);
  if (!st)
    return EntryKind::Missing;
  if (S_ISDIR(st->st_mode))
    return EntryKind::Directory;
  return S_ISLNK(st->st_mode) ? EntryKind::Symlink : EntryKind::Other;
}

/// Directories that the image has and the stub does not yet.
llvm::Error StubWriter::cloneParents(llvm::StringRef path, const MountPoint &point) {
  for (size_t slash = path.find('/'); slash != llvm::StringRef::npos;
       slash = path.find('/', slash + 1)) {
    std::string parent = path.take_front(slash).str();
    if (entries.count(parent))
      continue;
    if (::mkdirat(stubDir, parent.c_str(), 0755))
      return fail(point, errno);
    entries[parent] = {true, false};
    cloned.push_back(parent);
  }
  return llvm::Error::success();
}

llvm::Error StubWriter::create(const std::string &path, bool isFile, bool hides,
                               const MountPoint &point) {
  if (llvm::Error error = cloneParents(path, point))
    return error;
  if (isFile) {
    FileDescriptor file(::openat(stubDir, path.c_str(),
                                 O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!file || ::fchmod(file.get(), 0644))
      return fail(point, errno);
  } else if (::mkdirat(stubDir, path.c_str(), 0755) || ::fchmodat(stubDir, path.c_str(), 0755, 0)) {
    return fail(point, errno);
  }
  entries[path] = {!isFile, hides || view < 0};
  if (!hides)
    result.created.push_back(path);
  result.empty = false;
  return llvm::Error::success();
}

llvm::Error StubWriter::step(llvm::StringRef component, bool isLast, const MountPoint &point) {
  if (component == "..") {
    current = llvm::StringRef(current).contains('/')
                  ? llvm::StringRef(current).rsplit('/').first.str()
                  : std::string();
    return llvm::Error::success();
  }
  std::string path = current.empty() ? component.str() : current + "/" + component.str();
  EntryKind kind = lookup(path);
  bool wantsFile = isLast && point.isFile;
  if (kind == EntryKind::Symlink && !(isLast && point.mask)) {
    if (++links > 40)
      return fail(point, ELOOP);
    llvm::ErrorOr<std::string> target = readlinkInRoot(view, path);
    if (!target)
      return fail(point, target.getError().value());
    if (llvm::StringRef(*target).starts_with("/"))
      current.clear();
    llvm::SmallVector<llvm::StringRef, 8> parts;
    llvm::StringRef(*target).split(parts, '/', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef part : llvm::reverse(parts))
      rest.push_front(part.str());
    return llvm::Error::success();
  }
  if (kind == EntryKind::Missing || (point.mask && isLast && kind != EntryKind::Directory)) {
    if (llvm::Error error = create(path, wantsFile, kind != EntryKind::Missing, point))
      return error;
  } else if ((kind == EntryKind::Directory) == wantsFile) {
    return makeError(ExitCode::BuildFailed, "cannot mount on '" + point.path + "': '/" + path +
                                                (wantsFile ? "' is a directory in the image"
                                                           : "' is not a directory in the image"));
  }
  current = path;
  return llvm::Error::success();
}

llvm::Error StubWriter::add(const MountPoint &point) {
  llvm::StringRef text = point.path;
  if (!text.starts_with("/") || text.contains('\0') || text.size() >= 4096)
    return makeError(ExitCode::BuildFailed,
                     "the mount point '" + point.path + "' is not an absolute path");
  current.clear();
  rest.clear();
  links = 0;
  llvm::SmallVector<llvm::StringRef, 8> parts;
  text.split(parts, '/', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts)
    rest.push_back(part.str());
  while (!rest.empty()) {
    std::string component = std::move(rest.front());
    rest.pop_front();
    if (component == ".")
      continue;
    bool isLast = llvm::all_of(rest, [](const std::string &part) { return part == "."; });
    if (llvm::Error error = step(component, isLast, point))
      return error;
  }
  if (current.empty())
    return makeError(ExitCode::BuildFailed, "cannot mount on '" + point.path + "': it is '/'");
  return llvm::Error::success();
}

llvm::Error StubWriter::finish() {
  if (result.empty || view < 0)
    return llvm::Error::success();
  // Children first: a parent may be closed to its owner afterwards.
  cloned.insert(cloned.begin(), "");
  for (const std::string &path : llvm::reverse(cloned)) {
    llvm::ErrorOr<FileDescriptor> from = openInRoot(view, path, O_PATH | O_DIRECTORY);
    if (!from)
      return makeErrnoError(ExitCode::BuildFailed, "cannot open '/" + path + "' of the image",
                            from.getError().value());
    FileDescriptor to(::openat(stubDir, path.empty() ? "." : path.c_str(),
                               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!to)
      return makeErrnoError(ExitCode::BuildFailed, "cannot open '/" + path + "' of the stub",
                            errno);
    if (llvm::Error error = cloneDirectoryAttributes(from->get(), to.get()))
      return error;
  }
  return llvm::Error::success();
}

llvm::Expected<StubLayer> imgc::writeStubLayer(int stubDir, int view,
                                               llvm::ArrayRef<MountPoint> mountPoints) {
  StubWriter writer(stubDir, view);
  for (const MountPoint &point : mountPoints)
    if (llvm::Error error = writer.add(point))
      return error;
  if (llvm::Error error = writer.finish())
    return error;
  return std::move(writer.result);
}

//===- FinishUpper.cpp - What a step leaves behind, made a layer ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One walk over the upper directory after the step. Nobody else uses it any
// more. Its depth is the step's choice, so the walk keeps one descriptor, goes
// down by name and up by `..`.
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Runtime/Snapshot/Overlay.h"
#include "imgc/Runtime/Snapshot/StubLayer.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"

#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

using namespace imgc;

namespace {
/// A directory on the way from the root to where the walk is.
struct Level {
  std::vector<std::string> names;
  size_t next = 0;
  size_t pathLength = 0;
  /// Times of the directory before something was dropped from it.
  struct stat st = {};
  bool dropped = false;
  /// The image has this directory and it shows: `view` follows.
  bool inView = false;
};

class UpperWalk {
public:
  UpperWalk(int view, const StubLayer &stub)
      : view(view), prefix(usesUserXattr() ? "user.overlay." : "trusted.overlay."),
        xattrNames(64 << 10, 0) {
    for (const std::string &path : stub.created)
      stubPaths.insert(path);
  }

  llvm::Error run(int upper);

private:
  llvm::Error enter(FileDescriptor directory, bool inView, FileDescriptor viewDirectory);
  llvm::Error leave();
  llvm::Error visit(const std::string &name);
  llvm::Error drop(const std::string &name, int flags);
  /// Removes what layers do not carry. `opaque` says whether the mark is there.
  llvm::Error cleanXattrs(const std::string &file, bool &opaque);
  bool viewHas(const std::string &name, bool asDirectory) const;
  llvm::Error fail(const llvm::Twine &what, int err) const {
    return makeErrnoError(ExitCode::BuildFailed,
                          "cannot " + what + " '/" + path + "' of the step's result", err);
  }

  int view;
  llvm::StringRef prefix;
  llvm::StringSet<> stubPaths;
  std::string xattrNames;
  std::vector<Level> levels;
  FileDescriptor current, currentView;
  std::string path; // of `current`, then of the entry visited
};
} // namespace

bool UpperWalk::viewHas(const std::string &name, bool asDirectory) const {
  if (!levels.back().inView)
    return false;
  struct stat st;
  return ::fstatat(currentView.get(), name.c_str(), &st, AT_SYMLINK_NOFOLLOW) == 0 &&
         (!asDirectory || S_ISDIR(st.st_mode));
}

llvm::Error UpperWalk::cleanXattrs(const std::string &file, bool &opaque) {
  opaque = false;
  ssize_t length = ::llistxattr(file.c_str(), xattrNames.data(), xattrNames.size());
  if (length < 0 && errno != ENOTSUP)
    return fail("list the attributes of", errno);
  for (const char *next = xattrNames.data(); next < xattrNames.data() + length;) {
    const char *raw = next;
    llvm::StringRef name(raw);
    next += name.size() + 1;
    llvm::StringRef mark = name;
    if (mark.consume_front(prefix)) {
      if (mark == "redirect" || mark == "metacopy")
        return makeError(ExitCode::BuildFailed, "'/" + path +
                                                    "' of the step's result has an overlay " +
                                                    mark + " mark, which the mount does not allow");
      if (mark == "opaque") {
        char value = 0;
        opaque = ::lgetxattr(file.c_str(), raw, &value, 1) == 1 && value == 'y';
        if (opaque)
          continue;
      }
    } else if (name == "security.capability" || name == "security.selinux" ||
               (name.starts_with("user.") && !name.starts_with("user.overlay."))) {
      continue;
    }
    if (::lremovexattr(file.c_str(), raw) && errno != ENODATA && errno != ENOTSUP)
      return fail("remove the attribute '" + name + "' of", errno);
  }
  return llvm::Error::success();
}

llvm::Error UpperWalk::drop(const std::string &name, int flags) {
  if (::unlinkat(current.get(), name.c_str(), flags))
    return fail("drop", errno);
  levels.back().dropped = true;
  return llvm::Error::success();
}

llvm::Error UpperWalk::enter(FileDescriptor directory, bool inView, FileDescriptor viewDirectory) {
  Level level;
  level.inView = inView;
  level.pathLength = path.size();
  if (::fstat(directory.get(), &level.st))
    return fail("stat", errno);
  DIR *stream = ::fdopendir(::openat(directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!stream)
    return fail("read", errno);
  errno = 0;
  while (const struct dirent *entry = ::readdir(stream)) {
    llvm::StringRef name(entry->d_name);
    if (name != "." && name != "..")
      level.names.push_back(name.str());
  }
  int err = errno;
  ::closedir(stream);
  if (err)
    return fail("read", err);
  levels.push_back(std::move(level));
  current = std::move(directory);
  if (inView)
    currentView = std::move(viewDirectory);
  return llvm::Error::success();
}

llvm::Error UpperWalk::visit(const std::string &name) {
  struct stat st;
  if (::fstatat(current.get(), name.c_str(), &st, AT_SYMLINK_NOFOLLOW))
    return fail("stat", errno);
  if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(0, 0))
    return viewHas(name, false) ? llvm::Error::success() : drop(name, 0);
  if (S_ISREG(st.st_mode) && st.st_size == 0 && stubPaths.contains(path))
    return drop(name, 0);

  std::string file = procPath(current.get()) + "/" + name;
  bool opaque = false;
  if (llvm::Error error = cleanXattrs(file, opaque))
    return error;
  if (!S_ISDIR(st.st_mode))
    return llvm::Error::success();
  bool hasLower = viewHas(name, true);
  if (opaque && !hasLower && ::lremovexattr(file.c_str(), (prefix + "opaque").str().c_str()))
    return fail("remove the opaque mark of", errno);

  FileDescriptor child(
      ::openat(current.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!child)
    return fail("open", errno);
  FileDescriptor childView;
  if (hasLower && !opaque) {
    childView.reset(
        ::openat(currentView.get(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!childView)
      return fail("open the image's", errno);
  }
  bool inView = static_cast<bool>(childView);
  return enter(std::move(child), inView, std::move(childView));
}

/// Back to the parent; drops the directory when only a mount point needed it.
llvm::Error UpperWalk::leave() {
  Level level = std::move(levels.back());
  levels.pop_back();
  if (level.dropped) {
    struct timespec times[2] = {level.st.st_atim, level.st.st_mtim};
    if (::futimens(current.get(), times))
      return fail("set the times of", errno);
  }
  if (levels.empty())
    return llvm::Error::success();
  FileDescriptor parent(::openat(current.get(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat st;
  if (!parent || ::fstat(parent.get(), &st))
    return fail("open the parent of", errno);
  if (st.st_ino != levels.back().st.st_ino || st.st_dev != levels.back().st.st_dev)
    return fail("return from", ESTALE);
  current = std::move(parent);
  if (level.inView) {
    currentView.reset(::openat(currentView.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!currentView)
      return fail("open the image's parent of", errno);
  }
  const Level &above = levels.back();
  if (!stubPaths.contains(path))
    return llvm::Error::success();
  const std::string &name = above.names[above.next - 1];
  if (::unlinkat(current.get(), name.c_str(), AT_REMOVEDIR) == 0)
    levels.back().dropped = true;
  else if (errno != ENOTEMPTY && errno != EEXIST)
    return fail("drop", errno);
  return llvm::Error::success();
}

llvm::Error UpperWalk::run(int upper) {
  FileDescriptor root(::openat(upper, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  FileDescriptor viewRoot;
  if (view >= 0)
    viewRoot.reset(::openat(view, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root || (view >= 0 && !viewRoot))
    return fail("open", errno);
  bool opaque = false;
  if (llvm::Error error = cleanXattrs(procPath(root.get()) + "/.", opaque))
    return error;
  bool inView = static_cast<bool>(viewRoot);
  if (llvm::Error error = enter(std::move(root), inView, std::move(viewRoot)))
    return error;
  while (!levels.empty()) {
    Level &level = levels.back();
    path.resize(level.pathLength);
    if (level.next == level.names.size()) {
      if (llvm::Error error = leave())
        return error;
      continue;
    }
    const std::string name = level.names[level.next++];
    path += (path.empty() ? "" : "/") + name;
    if (llvm::Error error = visit(name))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error imgc::finishUpper(int upper, int view, const StubLayer &stub) {
  return UpperWalk(view, stub).run(upper);
}

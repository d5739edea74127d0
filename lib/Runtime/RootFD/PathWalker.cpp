//===- PathWalker.cpp - Component by component, inside a root -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PathWalker.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cerrno>
#include <linux/magic.h>
#include <sys/vfs.h>

namespace imgc {

/// As many as the kernel follows.
static constexpr unsigned maxLinks = 40;
/// PATH_MAX bounds what the kernel takes; the walker must not take more.
static constexpr size_t maxPending = 4096;

static std::error_code errnoCode(int err) { return {err, std::generic_category()}; }

PathWalker::PathWalker(int root, llvm::StringRef path) : root(root) { push(path); }

void PathWalker::push(llvm::StringRef path) {
  llvm::SmallVector<llvm::StringRef, 16> parts;
  path.split(parts, '/', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : llvm::reverse(parts))
    if (part != ".")
      pending.push_front(part.str());
}

std::string PathWalker::getCurrentPath() const {
  std::string path;
  for (const Step &step : stack) {
    if (!path.empty())
      path += '/';
    path += step.name;
  }
  return path;
}

std::error_code PathWalker::followLink(int linkFD) {
  if (++links > maxLinks)
    return errnoCode(ELOOP);
  struct statfs fs;
  // The links of /proc lead out of any root whatever they say.
  if (::fstatfs(linkFD, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC)
    return errnoCode(ELOOP);
  llvm::ErrorOr<std::string> target = readlinkAt(linkFD, "");
  if (!target)
    return target.getError();
  if (target->empty())
    return errnoCode(ENOENT);
  if (target->front() == '/')
    stack.clear();
  push(*target);
  return pending.size() > maxPending ? errnoCode(ENAMETOOLONG) : std::error_code();
}

std::error_code PathWalker::enter(llvm::StringRef name, CreateDirectory create) {
  if (name == "..") {
    if (!stack.empty())
      stack.pop_back();
    return {};
  }
  std::string text = name.str();
  constexpr int flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
  FileDescriptor fd(::openat(getCurrent(), text.c_str(), flags));
  if (!fd && errno == ENOENT && create) {
    int err = create(*this, text);
    if (err && err != EEXIST)
      return errnoCode(err);
    fd.reset(::openat(getCurrent(), text.c_str(), flags));
  }
  if (!fd)
    return errnoCode(errno);
  struct stat st;
  if (::fstat(fd.get(), &st) != 0)
    return errnoCode(errno);
  if (S_ISLNK(st.st_mode))
    return followLink(fd.get());
  if (!S_ISDIR(st.st_mode))
    return errnoCode(ENOTDIR);
  stack.push_back({std::move(fd), std::move(text)});
  return {};
}

std::error_code PathWalker::walk(bool keepLast, CreateDirectory create) {
  last.clear();
  while (!pending.empty()) {
    std::string name = std::move(pending.front());
    pending.pop_front();
    if (keepLast && pending.empty() && name != "..") {
      last = std::move(name);
      return {};
    }
    if (std::error_code ec = enter(name, create))
      return ec;
  }
  return {};
}

} // namespace imgc

//===- Destination.cpp - Paths and metadata in a destination --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Destination.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cerrno>

using namespace imgc;
using namespace imgc::fileops;

llvm::Error fileops::makePathError(const llvm::Twine &operation, llvm::StringRef path, int err) {
  return makeErrnoError(ExitCode::BuildFailed, operation + " '" + path + "'", err);
}

struct timespec fileops::toTimespec(int64_t ns) {
  int64_t seconds = ns / 1'000'000'000, rest = ns % 1'000'000'000;
  if (rest < 0) {
    rest += 1'000'000'000;
    --seconds;
  }
  return {seconds, rest};
}

llvm::Expected<std::string> fileops::resolvePath(int root, llvm::StringRef path) {
  llvm::SmallVector<std::string, 16> rest;
  auto push = [&](llvm::StringRef text) {
    llvm::SmallVector<llvm::StringRef, 16> parts;
    text.split(parts, '/', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef part : llvm::reverse(parts))
      rest.push_back(part.str());
  };
  push(path);
  std::string current = "/";
  bool exists = true;
  for (unsigned links = 0; !rest.empty();) {
    std::string name = rest.pop_back_val();
    std::string next = path::join(current, name);
    if (name == "." || name == "..") {
      current = path::clean(next);
      exists = true;
      continue;
    }
    if (!exists) {
      current = next;
      continue;
    }
    auto status = statInRoot(root, next, FollowLast::No);
    if (!status) {
      int err = status.getError().value();
      if (err != ENOENT && err != ENOTDIR)
        return makePathError("cannot resolve", path, err);
      exists = false;
      current = next;
      continue;
    }
    if (!S_ISLNK(status->st_mode)) {
      current = next;
      continue;
    }
    auto target = readlinkInRoot(root, next);
    if (!target)
      return makePathError("cannot resolve", path, target.getError().value());
    if (++links > 255 || rest.size() > 4096)
      return makePathError("cannot resolve", path, ELOOP);
    if (llvm::StringRef(*target).starts_with("/"))
      current = "/";
    push(*target);
  }
  return current;
}

llvm::Error fileops::makeDirectories(int root, llvm::StringRef path, mode_t mode,
                                     const std::optional<Owner> &owner,
                                     const std::optional<int64_t> &timestamp,
                                     std::vector<std::string> *created) {
  MkdirOptions options;
  options.mode = mode;
  if (owner) {
    options.uid = owner->uid;
    options.gid = owner->gid;
  }
  if (timestamp)
    options.mtime = toTimespec(*timestamp);
  if (created)
    options.created = [&](llvm::StringRef made) { created->push_back(made.str()); };
  auto fd = mkdirsInRoot(root, path, options);
  if (!fd)
    return makePathError("cannot make directory", path, fd.getError().value());
  return llvm::Error::success();
}

llvm::Error fileops::applyOwnerAndTime(int parent, llvm::StringRef name, llvm::StringRef shown,
                                       const std::optional<Owner> &owner,
                                       const std::optional<int64_t> &timestamp) {
  std::string text = name.str();
  if (owner && ::fchownat(parent, text.c_str(), owner->uid, owner->gid, AT_SYMLINK_NOFOLLOW) != 0)
    return makePathError("cannot change the owner of", shown, errno);
  if (timestamp) {
    struct timespec times[2] = {toTimespec(*timestamp), toTimespec(*timestamp)};
    if (::utimensat(parent, text.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
      return makePathError("cannot set the time of", shown, errno);
  }
  return llvm::Error::success();
}

//===- SimpleActions.cpp - Directories, files, symlinks, removal ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Destination.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include <cerrno>

using namespace imgc;
using namespace imgc::fileops;

llvm::Error fileops::mkdir(int root, const MkdirAction &action) {
  auto path = resolvePath(root, action.path);
  if (!path)
    return path.takeError();
  if (*path == "/")
    return llvm::Error::success();
  mode_t mode = action.mode & 0777;
  if (action.makeParents)
    return makeDirectories(root, *path, mode, action.owner, action.timestamp);
  auto place = openParentInRoot(root, *path);
  if (!place)
    return makePathError("cannot make directory", *path, place.getError().value());
  if (::mkdirat(place->parent.get(), place->name.c_str(), mode) != 0) {
    if (errno == EEXIST)
      return llvm::Error::success();
    return makePathError("cannot make directory", *path, errno);
  }
  if (::fchmodat(place->parent.get(), place->name.c_str(), mode, 0) != 0)
    return makePathError("cannot change the mode of", *path, errno);
  return applyOwnerAndTime(place->parent.get(), place->name, *path, action.owner, action.timestamp);
}

llvm::Error fileops::mkfile(int root, const MkfileAction &action) {
  auto path = resolvePath(root, action.path);
  if (!path)
    return path.takeError();
  auto place = openParentInRoot(root, *path);
  if (!place)
    return makePathError("cannot create", *path, place.getError().value());
  bool created = true;
  const char *name = place->name.c_str();
  FileDescriptor fd(::openat(place->parent.get(), name,
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd && errno == EEXIST) {
    created = false;
    fd.reset(::openat(place->parent.get(), name,
                      O_WRONLY | O_TRUNC | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  }
  if (!fd)
    return makePathError("cannot create", *path, errno);
  llvm::StringRef rest = action.data;
  while (!rest.empty()) {
    ssize_t written = ::write(fd.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return makePathError("cannot write", *path, errno);
    rest = rest.drop_front(written);
  }
  // A file that was there keeps its mode, as with os.WriteFile.
  if (created && ::fchmod(fd.get(), action.mode & 0777) != 0)
    return makePathError("cannot change the mode of", *path, errno);
  return applyOwnerAndTime(place->parent.get(), place->name, *path, action.owner, action.timestamp);
}

llvm::Error fileops::symlink(int root, const SymlinkAction &action) {
  auto path = resolvePath(root, action.newPath);
  if (!path)
    return path.takeError();
  auto place = openParentInRoot(root, *path);
  if (!place)
    return makePathError("cannot create symlink", *path, place.getError().value());
  if (::symlinkat(action.oldPath.c_str(), place->parent.get(), place->name.c_str()) != 0)
    return makePathError("cannot create symlink", *path, errno);
  return applyOwnerAndTime(place->parent.get(), place->name, *path, action.owner, action.timestamp);
}

/// Removes one path; only what is above its last name may be a symlink.
static llvm::Error removeOne(int root, llvm::StringRef path, bool allowNotFound) {
  std::string cleaned = path::clean(("/" + path).str());
  if (cleaned == "/")
    return makeError(ExitCode::BuildFailed, "cannot remove '" + path + "': the path names no file");
  auto place = openParentInRoot(root, cleaned);
  if (!place) {
    int err = place.getError().value();
    if (allowNotFound && (err == ENOENT || err == ENOTDIR))
      return llvm::Error::success();
    return makePathError("cannot remove", cleaned, err);
  }
  struct stat status;
  if (::fstatat(place->parent.get(), place->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT && allowNotFound)
      return llvm::Error::success();
    return makePathError("cannot remove", cleaned, errno);
  }
  if (std::error_code error = removeTreeAt(place->parent.get(), place->name))
    return makePathError("cannot remove", cleaned, error.value());
  return llvm::Error::success();
}

llvm::Error fileops::rm(int root, const RmAction &action) {
  if (!action.allowWildcard)
    return removeOne(root, action.path, action.allowNotFound);
  FileDescriptor copy(::fcntl(root, F_DUPFD_CLOEXEC, 0));
  auto tree = FileTree::open(std::move(copy), {});
  if (!tree)
    return tree.takeError();
  std::string cleaned = path::clean("/" + action.path);
  if (cleaned.find_first_of("*?[\\") == std::string::npos)
    return removeOne(root, cleaned, action.allowNotFound);
  auto nodes = (*tree)->glob(cleaned, /*followPrefix=*/false);
  if (!nodes)
    return nodes.takeError();
  for (FileNode *node : *nodes)
    if (llvm::Error error = removeOne(root, node->getPath(), action.allowNotFound))
      return error;
  return llvm::Error::success();
}

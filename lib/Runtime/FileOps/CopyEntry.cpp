//===- CopyEntry.cpp - Single files of a copy -----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Copier.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include <sys/sysmacros.h>
#include <sys/xattr.h>

#include <cerrno>

using namespace imgc;
using namespace imgc::fileops;

/// Xattrs that cannot be set are dropped, as in BuildKit.
static void setXattrs(int fd, const Xattrs &xattrs) {
  for (const auto &[name, value] : xattrs)
    (void)::fsetxattr(fd, name.c_str(), value.data(), value.size(), 0);
}

static int applyToFD(int fd, const Metadata &metadata, const Xattrs &xattrs) {
  if (::fchown(fd, metadata.owner.uid, metadata.owner.gid) != 0 || ::fchmod(fd, metadata.mode) != 0)
    return errno;
  // After chown, which takes file capabilities away.
  setXattrs(fd, xattrs);
  struct timespec times[2] = {toTimespec(metadata.atimeNs), toTimespec(metadata.mtimeNs)};
  return ::futimens(fd, times) == 0 ? 0 : errno;
}

OpenDirectory::~OpenDirectory() {
  if (!metadata || !fd || queue->hasFailed())
    return;
  int err = 0;
  if (timeOnly) {
    struct timespec times[2] = {toTimespec(metadata->atimeNs), toTimespec(metadata->mtimeNs)};
    err = ::futimens(fd.get(), times) == 0 ? 0 : errno;
  } else {
    err = applyToFD(fd.get(), *metadata, xattrs);
  }
  if (err)
    queue->fail(makePathError("cannot set the metadata of", path, err));
}

Metadata Copier::metadataOf(const FileNode *node, mode_t mode) const {
  Metadata metadata;
  metadata.owner = action.owner.value_or(Owner{node->uid, node->gid});
  metadata.mode = mode & 07777;
  if (modeChange)
    metadata.mode = modeChange->apply(mode);
  else if (action.mode)
    metadata.mode = *action.mode & 07777;
  metadata.mtimeNs = action.timestamp.value_or(node->stamp.mtimeNs);
  metadata.atimeNs = action.timestamp.value_or(node->atimeNs);
  return metadata;
}

llvm::Error Copier::clearTarget(const OpenDirectory &parent, const std::string &name,
                                bool isDirectory) {
  std::string shown = parent.path + "/" + name;
  struct stat status;
  if (::fstatat(parent.fd.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT)
      return llvm::Error::success();
    return makePathError("cannot read", shown, errno);
  }
  bool targetIsDirectory = S_ISDIR(status.st_mode);
  if (isDirectory && targetIsDirectory)
    return llvm::Error::success();
  if (action.alwaysReplaceExistingDestPaths) {
    if (std::error_code error = removeTreeAt(parent.fd.get(), name))
      return makePathError("cannot remove", shown, error.value());
    return llvm::Error::success();
  }
  if (isDirectory)
    return makeError(ExitCode::BuildFailed, "cannot copy to non-directory: " + shown);
  if (targetIsDirectory)
    return makeError(ExitCode::BuildFailed, "cannot replace to directory " + shown + " with file");
  if (::unlinkat(parent.fd.get(), name.c_str(), 0) != 0)
    return makePathError("cannot replace", shown, errno);
  return llvm::Error::success();
}

llvm::Expected<std::shared_ptr<OpenDirectory>>
Copier::openDirectory(size_t index, const std::shared_ptr<OpenDirectory> &parent,
                      const std::string &name) {
  const SelectedEntry &entry = selection.entries[index];
  const FileNode *node = entry.node;
  auto result = std::make_shared<OpenDirectory>();
  result->path = parent->path + "/" + name;
  result->queue = &queue;
  bool created = false;
  if (name != ".") {
    if (llvm::Error error = clearTarget(*parent, name, true))
      return std::move(error);
    created = ::mkdirat(parent->fd.get(), name.c_str(), 0700) == 0;
    if (!created && errno != EEXIST)
      return makePathError("cannot make directory", result->path, errno);
  }
  result->fd.reset(
      ::openat(parent->fd.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!result->fd)
    return makePathError("cannot open", result->path, errno);
  ++numFiles;
  if (!created && entry.depth != 0 && entry.implied) {
    if (::fchmod(result->fd.get(), node->stamp.mode & 07777) != 0)
      return makePathError("cannot change the mode of", result->path, errno);
    return result;
  }
  result->metadata = metadataOf(node, node->stamp.mode);
  result->timeOnly = !created && entry.depth == 0;
  if (!result->timeOnly && node->hasXattrs) {
    struct stat status;
    auto fd = source.openNode(node, status);
    if (!fd)
      return fd.takeError();
    result->xattrs = readCarriedXattrs(fd->get());
  }
  return result;
}

llvm::Error Copier::copyFile(size_t index, const OpenDirectory &parent, const std::string &name) {
  const FileNode *node = selection.entries[index].node;
  std::string shown = parent.path + "/" + name;
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  FileDescriptor fd(::openat(parent.fd.get(), name.c_str(), flags, 0600));
  if (!fd && errno == EEXIST) {
    if (llvm::Error error = clearTarget(parent, name, false))
      return error;
    fd.reset(::openat(parent.fd.get(), name.c_str(), flags, 0600));
  }
  if (!fd)
    return makePathError("cannot create", shown, errno);
  bool isSocket = source.getOptions().localContext && node->stamp.size == 0;
  auto content = isSocket ? readContent(source, node) : copyContent(source, node, fd.get(), shown);
  if (!content)
    return content.takeError();
  if (isSocket && content->size != 0) {
    content = copyContent(source, node, fd.get(), shown); // it has grown since
    if (!content)
      return content.takeError();
  }
  if (int err = applyToFD(fd.get(), metadataOf(node, content->mode), content->xattrs))
    return makePathError("cannot set the metadata of", shown, err);
  ++numFiles;
  numBytes += content->size;
  contents[index] = std::move(*content);
  return llvm::Error::success();
}

llvm::Error Copier::applyMetadata(const FileNode *node, const OpenDirectory &parent,
                                  const std::string &name) {
  std::string shown = parent.path + "/" + name;
  Metadata metadata = metadataOf(node, node->stamp.mode);
  int fd = parent.fd.get();
  if (::fchownat(fd, name.c_str(), metadata.owner.uid, metadata.owner.gid, AT_SYMLINK_NOFOLLOW))
    return makePathError("cannot change the owner of", shown, errno);
  if (!node->isSymlink() && ::fchmodat(fd, name.c_str(), metadata.mode, 0) != 0)
    return makePathError("cannot change the mode of", shown, errno);
  struct timespec times[2] = {toTimespec(metadata.atimeNs), toTimespec(metadata.mtimeNs)};
  if (::utimensat(fd, name.c_str(), times, AT_SYMLINK_NOFOLLOW) != 0)
    return makePathError("cannot set the time of", shown, errno);
  ++numFiles;
  return llvm::Error::success();
}

llvm::Error Copier::copySymlink(const FileNode *node, const OpenDirectory &parent,
                                const std::string &name) {
  if (::symlinkat(node->linkTarget.str().c_str(), parent.fd.get(), name.c_str()) != 0)
    return makePathError("cannot create symlink", parent.path + "/" + name, errno);
  return applyMetadata(node, parent, name);
}

llvm::Error Copier::copySpecial(const FileNode *node, const OpenDirectory &parent,
                                const std::string &name) {
  mode_t mode = node->stamp.mode;
  if (S_ISSOCK(mode)) // a stand-in, as in BuildKit
    mode = S_IFREG | (mode & 07777);
  bool isDevice = S_ISCHR(mode) || S_ISBLK(mode);
  if (S_ISCHR(mode) && node->rdev == 0)
    return makeError(ExitCode::BuildFailed, "'/" + node->getPath() +
                                                "' is character device 0:0, which means a removed "
                                                "file to overlayfs and cannot be copied");
  if (::mknodat(parent.fd.get(), name.c_str(), mode, isDevice ? node->rdev : 0) != 0)
    return makePathError("cannot create device", parent.path + "/" + name, errno);
  return applyMetadata(node, parent, name);
}

llvm::Error Copier::linkEntry(const SelectedSource &each, size_t index, llvm::StringRef target,
                              const OpenDirectory &parent, const std::string &name) {
  if (llvm::Error error = clearTarget(parent, name, false))
    return error;
  const SelectedEntry &first = selection.entries[selection.entries[index].linkOf - 1];
  std::string firstPath = path::join(target, first.path);
  std::string shown = parent.path + "/" + name;
  auto place = openParentInRoot(root, firstPath);
  if (!place)
    return makePathError("cannot open", firstPath, place.getError().value());
  if (::linkat(place->parent.get(), place->name.c_str(), parent.fd.get(), name.c_str(), 0) != 0)
    return makePathError("failed to create hard link", shown, errno);
  ++numFiles;
  return llvm::Error::success();
}

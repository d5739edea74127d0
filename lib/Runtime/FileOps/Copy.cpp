//===- Copy.cpp - The copy action -----------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Copier.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/STLExtras.h"

#include <cerrno>

using namespace imgc;
using namespace imgc::fileops;

/// Go's filepath.Split: whether the path ends in a name.
static bool endsInName(llvm::StringRef path) {
  llvm::StringRef last = path.substr(path.rfind('/') + 1);
  return !last.empty() && last != ".";
}

Copier::Copier(FileTree &source, int root, const CopyAction &action)
    : source(source), root(root), action(action), queue(source.getOptions().numThreads) {}

mode_t Copier::parentMode() const {
  return action.mode && !modeChange ? *action.mode & 0777 : 0755;
}

llvm::Error Copier::checkDestination() {
  if (action.createDestPath)
    return llvm::Error::success();
  auto path = resolvePath(root, action.dest);
  if (!path)
    return path.takeError();
  auto status = statInRoot(root, path::dir(*path), FollowLast::No);
  if (!status)
    return makePathError("failed to stat", action.dest, status.getError().value());
  return llvm::Error::success();
}

llvm::Expected<CopyResult> Copier::run() {
  if (!action.modeStr.empty()) {
    auto change = ModeChange::parse(action.modeStr);
    if (!change)
      return change.takeError();
    modeChange = std::move(*change);
  }
  if (llvm::Error error = checkDestination())
    return std::move(error);
  auto selected = select(source, action.source);
  if (!selected)
    return selected.takeError();
  selection = std::move(*selected);
  contents.resize(selection.entries.size());
  isLinkTarget.resize(selection.entries.size());
  for (const SelectedEntry &entry : selection.entries)
    if (entry.linkOf)
      isLinkTarget[entry.linkOf - 1] = true;

  for (const SelectedSource &each : selection.sources)
    if (llvm::Error error = copySource(each))
      return std::move(error);
  lastDirectory.reset();
  if (llvm::Error error = queue.drain())
    return std::move(error);
  for (const SelectedEntry &entry : selection.entries)
    if (entry.linkOf)
      contents[&entry - selection.entries.data()] = contents[entry.linkOf - 1];
  // What was created on the way has got children since.
  if (action.timestamp)
    for (const std::string &path : llvm::reverse(createdParents))
      if (auto place = openParentInRoot(root, path))
        if (llvm::Error error = applyOwnerAndTime(place->parent.get(), place->name, path,
                                                  std::nullopt, action.timestamp))
          return std::move(error);
  return CopyResult{combineSelections({digestSelection(source, selection, contents)}), numFiles,
                    numBytes};
}

llvm::Error Copier::copySource(const SelectedSource &each) {
  bool isPlainFile = !each.node->isDirectory() && !action.attemptUnpack;
  // Many files into one directory: nothing has to be looked up again.
  if (isPlainFile && destinationIsDirectory && lastDirectory) {
    std::string name = path::base(each.name);
    if (llvm::is_contained(queuedTargets, name) || queuedTargets.size() >= 64) {
      if (llvm::Error error = queue.drain())
        return error;
      queuedTargets.clear();
    }
    queuedTargets.push_back(name);
    return copyEntry(each, each.begin, lastDirectory, name);
  }
  lastDirectory.reset();
  queuedTargets.clear();
  if (llvm::Error error = queue.drain())
    return error;
  if (action.attemptUnpack) {
    auto unpacked = tryUnpack(each);
    if (!unpacked)
      return unpacked.takeError();
    if (*unpacked)
      return llvm::Error::success();
  }
  if (llvm::Error error = prepareParents())
    return error;
  auto target = prepareTarget(each);
  if (!target)
    return target.takeError();
  return copyTree(each, *target);
}

llvm::Error Copier::prepareParents() {
  std::string dest = action.dest;
  std::string parent = endsInName(dest) ? path::dir(path::clean("/" + dest)) : dest;
  auto resolved = resolvePath(root, parent);
  if (!resolved)
    return resolved.takeError();
  if (llvm::Error error = makeDirectories(root, *resolved, parentMode(), action.owner,
                                          action.timestamp, &createdParents))
    return error;
  auto all = resolvePath(root, dest);
  if (!all)
    return all.takeError();
  destination = std::move(*all);
  return llvm::Error::success();
}

llvm::Expected<std::string> Copier::prepareTarget(const SelectedSource &each) {
  bool exists = false, isDirectory = false;
  auto status = statInRoot(root, destination, FollowLast::No);
  if (status) {
    exists = true;
    isDirectory = S_ISDIR(status->st_mode);
  } else if (int err = status.getError().value(); err != ENOENT && err != ENOTDIR) {
    return makePathError("cannot read", destination, err);
  }
  bool fromDirectory = each.node->isDirectory();
  std::string target = destination;
  bool contentsOnly = action.source.dirCopyContents;
  if ((!contentsOnly && fromDirectory && exists) || (!fromDirectory && isDirectory))
    target = path::join(destination, path::base(each.name));
  destinationIsDirectory = !fromDirectory && isDirectory;
  std::string needed = contentsOnly && fromDirectory && !exists ? target : path::dir(target);
  if (llvm::Error error = makeDirectories(root, needed, parentMode(), action.owner,
                                          action.timestamp, &createdParents))
    return std::move(error);
  return target;
}

llvm::Expected<bool> Copier::tryUnpack(const SelectedSource &each) {
  auto node = source.lookup(each.name, /*followLast=*/true);
  if (!node)
    return node.takeError();
  if (!*node || !(*node)->isRegular() || !each.node->isRegular())
    return false;
  struct stat before, after;
  auto fd = source.openNode(*node, before);
  if (!fd)
    return fd.takeError();
  if (!S_ISREG(before.st_mode) || !isTarArchive(fd->get()))
    return false;
  auto content = readContent(source, *node);
  if (!content)
    return content.takeError();
  contents[each.begin] = std::move(*content);
  auto dest = resolvePath(root, action.dest);
  if (!dest)
    return dest.takeError();
  if (llvm::Error error =
          makeDirectories(root, *dest, 0755, action.owner, action.timestamp, &createdParents))
    return std::move(error);
  auto directory = openInRoot(root, *dest, O_RDONLY | O_DIRECTORY);
  if (!directory)
    return makePathError("cannot open", *dest, directory.getError().value());
  ::lseek(fd->get(), 0, SEEK_SET);
  if (llvm::Error error = unpackTar(fd->get(), directory->get(), action.owner))
    return addContext(std::move(error), "cannot unpack '" + each.name + "'");
  if (::fstat(fd->get(), &after) != 0 || !(FileStamp::of(before) == FileStamp::of(after)))
    return makeError(ExitCode::BuildFailed, "'" + each.name + "' changed while it was unpacked",
                     "leave the files of a build alone while it runs");
  ++numFiles;
  numBytes += before.st_size;
  return true;
}

llvm::Error Copier::copyTree(const SelectedSource &each, llvm::StringRef target) {
  std::vector<std::shared_ptr<OpenDirectory>> stack;
  std::string parentPath = path::dir(target);
  bool isRoot = target == "/";
  auto top = openInRoot(root, parentPath, O_RDONLY | O_DIRECTORY);
  if (!top)
    return makePathError("cannot open", parentPath, top.getError().value());
  auto parent = std::make_shared<OpenDirectory>();
  parent->fd = std::move(*top);
  parent->path = parentPath == "/" ? "" : parentPath;
  parent->queue = &queue;
  if (!each.node->isDirectory()) {
    if (destinationIsDirectory)
      lastDirectory = parent;
    std::string name = path::base(target);
    queuedTargets.push_back(name);
    return copyEntry(each, each.begin, parent, name);
  }
  for (size_t i = each.begin; i < each.end; ++i) {
    if (queue.hasFailed())
      break;
    const SelectedEntry &entry = selection.entries[i];
    stack.resize(std::min<size_t>(stack.size(), entry.depth));
    auto &where = entry.depth ? stack[entry.depth - 1] : parent;
    std::string name = entry.depth ? entry.node->name.str() : isRoot ? "." : path::base(target);
    if (entry.node->isDirectory()) {
      auto directory = openDirectory(i, where, name);
      if (!directory)
        return directory.takeError();
      stack.push_back(std::move(*directory));
      if (isRoot && entry.depth == 0)
        stack.back()->path = "";
    } else if (entry.linkOf) {
      if (llvm::Error error = linkEntry(each, i, target, *where, name))
        return error;
    } else if (llvm::Error error = copyEntry(each, i, where, name)) {
      return error;
    }
  }
  return llvm::Error::success();
}

llvm::Error Copier::copyEntry(const SelectedSource &each, size_t index,
                              const std::shared_ptr<OpenDirectory> &parent,
                              const std::string &name) {
  const FileNode *node = selection.entries[index].node;
  if (node->isRegular() && !isLinkTarget[index]) {
    queue.add([this, index, parent, name] { return copyFile(index, *parent, name); });
    return llvm::Error::success();
  }
  if (node->isRegular())
    return copyFile(index, *parent, name);
  if (llvm::Error error = clearTarget(*parent, name, false))
    return error;
  return node->isSymlink() ? copySymlink(node, *parent, name) : copySpecial(node, *parent, name);
}

llvm::Expected<CopyResult> fileops::copy(FileTree &source, int root, const CopyAction &action) {
  return Copier(source, root, action).run();
}

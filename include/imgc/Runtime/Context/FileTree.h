//===- FileTree.h - A directory tree seen through a filter ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_CONTEXT_FILETREE_H
#define IMGC_RUNTIME_CONTEXT_FILETREE_H

#include "imgc/Runtime/Context/StatCache.h"
#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Support/Digest.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc {

/// Name and value, sorted by name.
using Xattrs = std::vector<std::pair<std::string, std::string>>;

/// Whether a layer carries this xattr: security.capability, and user.* without
/// user.overlay.*.
bool isCarriedXattr(llvm::StringRef name);
/// The carried xattrs of an open file. File systems without xattrs have none.
Xattrs readCarriedXattrs(int fd);

/// One file of a tree, as it was when its directory was read. Owned by the tree.
struct FileNode {
  llvm::StringRef name;
  FileNode *parent = nullptr;
  FileStamp stamp;
  uint32_t uid = 0, gid = 0;
  uint32_t nlink = 0;
  uint64_t rdev = 0;
  int64_t atimeNs = 0;
  /// Of a symlink.
  llvm::StringRef linkTarget;
  /// Of a directory: its children sorted by name, once loaded; what the filter
  /// hides is not among them.
  FileNode *const *children = nullptr;
  uint32_t numChildren = 0;
  bool loaded = false;
  /// On a file system whose status can be trusted.
  bool trusted = true;
  /// Of a directory: it has xattrs that a layer carries.
  bool hasXattrs = false;
  /// Of a directory: error that reading it gave, reported when it is needed.
  int error = 0;

  bool isDirectory() const { return S_ISDIR(stamp.mode); }
  bool isRegular() const { return S_ISREG(stamp.mode); }
  bool isSymlink() const { return S_ISLNK(stamp.mode); }
  llvm::ArrayRef<FileNode *> getChildren() const { return {children, numChildren}; }
  /// Relative to the root of the tree; empty for the root.
  std::string getPath() const;
};

/// How a tree is seen.
struct FileTreeOptions {
  /// Only what matches one of these, and its parents, is seen; none: everything.
  std::vector<std::string> includePatterns;
  /// Matches are hidden (`.dockerignore`).
  std::vector<std::string> excludePatterns;
  /// Paths, wildcards allowed, added to the include patterns together with
  /// everything that symlinks in them lead to (fsutil's FollowLinks).
  std::vector<std::string> followPaths;
  /// Local contexts: every file belongs to 0:0, sockets are empty regular files.
  bool localContext = false;
  /// For messages: "context", "stage 'build'".
  std::string description;
  /// How many threads read directories and files.
  unsigned numThreads = 2;
};

/// A directory tree, opened once, seen through a filter and read on demand: a
/// directory's entries and their status are read once and kept, so that every
/// user of one tree sees the same state. Keys and copies work on this state and
/// notice where the file system has moved on. Thread-safe.
class FileTree {
public:
  /// Takes ownership of `root` (an O_DIRECTORY descriptor). `cache` must
  /// outlive the tree; nullptr: content is always read. Invalid patterns are an
  /// error.
  static llvm::Expected<std::unique_ptr<FileTree>>
  open(FileDescriptor root, FileTreeOptions options, StatCache *cache = nullptr);
  ~FileTree();

  const FileTreeOptions &getOptions() const;
  int getRootFD() const;

  /// Forgets everything that was read: the next use sees the file system as it
  /// is then. Nodes handed out before are dead.
  void reload();

  /// The node at `path`, with symlinks in all components (the last too if
  /// `followLast`) resolved inside the tree and seen through the filter.
  /// nullptr when there is none. Errors: loops, unreadable directories.
  llvm::Expected<FileNode *> lookup(llvm::StringRef path, bool followLast);

  /// All nodes that Go's filepath.Match of `pattern` matches, in the order of a
  /// walk, as copies resolve them: symlinks are followed in the part before the
  /// first component with a wildcard only.
  llvm::Expected<std::vector<FileNode *>> glob(llvm::StringRef pattern, bool followPrefix);

  /// Reads a directory, or everything below it with several threads.
  llvm::Error load(FileNode *directory);
  llvm::Error loadSubtree(FileNode *directory);

  /// Opens a node for reading, without following a symlink in its place. The
  /// status of what was opened is left in `status`.
  llvm::Expected<FileDescriptor> openNode(const FileNode *node, struct stat &status) const;

  StatCache *getCache() const;
  /// The error of a file operation on a node: names path and tree.
  llvm::Error makeNodeError(const FileNode *node, const llvm::Twine &what, int err) const;

private:
  struct Impl;
  explicit FileTree(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl;
};

} // namespace imgc

#endif // IMGC_RUNTIME_CONTEXT_FILETREE_H

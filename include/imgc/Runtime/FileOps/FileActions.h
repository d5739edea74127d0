//===- FileActions.h - Actions on a file system tree ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_FILEOPS_FILEACTIONS_H
#define IMGC_RUNTIME_FILEOPS_FILEACTIONS_H

#include "imgc/Runtime/Context/FileTree.h"
#include "imgc/Runtime/Context/Selection.h"
#include "imgc/Support/Digest.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace imgc::fileops {

/// A user and group by number, ready to be given to chown.
struct Owner {
  uid_t uid = 0;
  gid_t gid = 0;
};

/// LLB's ChownOpt: each part by name, by number, or absent.
struct OwnerSpec {
  std::optional<std::string> userName;
  std::optional<uint32_t> userId;
  std::optional<std::string> groupName;
  std::optional<uint32_t> groupId;
};

/// Looks names up in /etc/passwd of `userRoot` and /etc/group of `groupRoot`
/// (root descriptors; -1 where no name is given). A user by number is its own
/// group, a user by name has its group of /etc/passwd, an unknown name is 0, as
/// in BuildKit. Files beyond 10 MiB or not regular are errors.
llvm::Expected<Owner> resolveOwner(const OwnerSpec &spec, int userRoot, int groupRoot);

/// A symbolic or octal mode, as --chmod has it (setmode(3), umask 0).
class ModeChange {
public:
  static llvm::Expected<ModeChange> parse(llvm::StringRef text);
  /// Permission bits (07777) after the change.
  mode_t apply(mode_t mode) const;

private:
  struct Command {
    char op;
    uint8_t flags;
    uint32_t bits;
  };
  llvm::SmallVector<Command, 4> commands;
  friend class ModeParser;
};

/// In all actions paths are absolute in the destination's root and resolved in
/// it; `timestamp` is nanoseconds since the epoch, absent: now, or the source's.
struct MkdirAction {
  std::string path;
  mode_t mode = 0755;
  bool makeParents = false;
  std::optional<Owner> owner;
  std::optional<int64_t> timestamp;
};

struct MkfileAction {
  std::string path;
  mode_t mode = 0644;
  std::string data;
  std::optional<Owner> owner;
  std::optional<int64_t> timestamp;
};

struct RmAction {
  std::string path;
  bool allowNotFound = false;
  bool allowWildcard = false;
};

struct SymlinkAction {
  std::string oldPath;
  std::string newPath;
  std::optional<Owner> owner;
  std::optional<int64_t> timestamp;
};

struct CopyAction {
  SourceSpec source;
  /// A trailing `/` or `/.` is kept: it means a directory.
  std::string dest;
  bool attemptUnpack = false;
  bool createDestPath = false;
  bool alwaysReplaceExistingDestPaths = false;
  /// Permission bits (07777), or a symbolic change, which wins.
  std::optional<mode_t> mode;
  std::string modeStr;
  std::optional<Owner> owner;
  std::optional<int64_t> timestamp;
};

struct CopyResult {
  /// selectionDigest over what was read: compare with the key the step was
  /// started for; on a difference reload the tree and restart the step (K6).
  Key digest;
  uint64_t numFiles = 0;
  uint64_t numBytes = 0;
};

/// Every action works below `root`, the descriptor of the destination's root
/// directory (a mounted overlay), which nothing else writes to meanwhile.
llvm::Error mkdir(int root, const MkdirAction &action);
llvm::Error mkfile(int root, const MkfileAction &action);
llvm::Error rm(int root, const RmAction &action);
llvm::Error symlink(int root, const SymlinkAction &action);
llvm::Expected<CopyResult> copy(FileTree &source, int root, const CopyAction &action);

/// Whether an open regular file is a tar archive, plain or compressed with
/// gzip, bzip2, xz or zstd. The file offset is moved.
bool isTarArchive(int fd);

/// Extracts an archive into directory `dest`, which is its root: `..`, absolute
/// names and symlinks stay inside.
llvm::Error unpackTar(int archive, int dest, std::optional<Owner> owner);

} // namespace imgc::fileops

#endif // IMGC_RUNTIME_FILEOPS_FILEACTIONS_H

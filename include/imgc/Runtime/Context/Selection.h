//===- Selection.h - What one copy takes from its source --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A copy is planned before it is done: the selection lists every file it takes,
// in order. Keys hash this list (DESIGN.md K6), copies carry it out and return
// the hash of what they read, so the two can be compared.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_CONTEXT_SELECTION_H
#define IMGC_RUNTIME_CONTEXT_SELECTION_H

#include "imgc/Runtime/Context/FileTree.h"
#include "imgc/Support/Digest.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <vector>

namespace imgc {

/// The part of an LLB copy action that says what is taken.
struct SourceSpec {
  /// Absolute in the source tree; a trailing `/` or `/.` is ignored.
  std::string path;
  bool followSymlink = false;
  /// Of a directory its contents are taken, not itself.
  bool dirCopyContents = false;
  bool allowWildcard = false;
  bool allowEmptyWildcard = false;
  /// An archive is taken as one file, never as what is in it.
  std::vector<std::string> includePatterns;
  std::vector<std::string> excludePatterns;
  /// Prefixes of paths of which something must be selected.
  std::vector<std::string> requiredPaths;
};

struct SelectedEntry {
  FileNode *node = nullptr;
  /// Relative to the source (empty for the source itself), in the selection's
  /// arena.
  llvm::StringRef path;
  uint32_t depth = 0;
  /// Index + 1 of the entry of the same source that is the same inode, if any.
  uint32_t linkOf = 0;
  /// A directory that is there for what is below it only: its metadata is not
  /// given to a directory that exists.
  bool implied = false;
};

/// One resolved source: the only one, or one match of a wildcard.
struct SelectedSource {
  /// Before symlinks are followed; gives the name in the destination.
  std::string name;
  FileNode *node = nullptr;
  /// Range of entries, parents before children, `node` first.
  size_t begin = 0, end = 0;
};

struct Selection {
  std::vector<SelectedSource> sources;
  std::vector<SelectedEntry> entries;
  bool dirCopyContents = false;

  Selection();
  Selection(Selection &&);
  Selection &operator=(Selection &&);
  ~Selection();

  struct Arena;
  std::unique_ptr<Arena> arena;
};

/// Resolves `spec` in `tree` and walks what it names. A literal path that does
/// not exist: `"/x": not found`; a wildcard without a match, unless allowed:
/// `/x* not found`.
llvm::Expected<Selection> select(FileTree &tree, const SourceSpec &spec);

/// What a file's digest is made of beside its node's status.
struct EntryContent {
  /// BLAKE3 of a regular file.
  Key content;
  uint64_t size = 0;
  /// With type bits.
  uint32_t mode = 0;
  Xattrs xattrs;
};

/// Reads a regular file (or asks the stat cache) and returns its content. A
/// file that changes while it is read is read again, at most three times.
llvm::Expected<EntryContent> readContent(FileTree &tree, const FileNode *node);

/// The digest of a selection whose regular files have the given contents
/// (indexed like its entries). No mtime, no name of the source directory.
Key digestSelection(const FileTree &tree, const Selection &selection,
                    llvm::ArrayRef<EntryContent> contents);

/// The key of what the specs select, in order (K6). Reads files that the stat
/// cache does not know with several threads.
llvm::Expected<Key> selectionDigest(FileTree &tree, llvm::ArrayRef<SourceSpec> specs);

/// Joins the digests of selections to what selectionDigest returns for them.
Key combineSelections(llvm::ArrayRef<Key> digests);

} // namespace imgc

#endif // IMGC_RUNTIME_CONTEXT_SELECTION_H

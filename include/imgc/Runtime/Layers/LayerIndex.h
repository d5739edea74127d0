//===- LayerIndex.h - What is in a layer, as a sorted table -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_LAYERINDEX_H
#define IMGC_RUNTIME_LAYERS_LAYERINDEX_H

#include "imgc/Runtime/Layers/TarReader.h"
#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/Digest.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc {

/// Which xattrs carry overlayfs' flags: `trusted.overlay.*` as root, and
/// `user.overlay.*` with the mount option userxattr.
enum class OverlayXattrs { Trusted, User };

/// The namespace this process can use (trusted needs CAP_SYS_ADMIN in the
/// initial user namespace); found once by trying.
OverlayXattrs getOverlayXattrs();

struct IndexEntry {
  /// Relative, clean, no leading slash; empty for the layer's root directory.
  std::string path;
  EntryType type = EntryType::Regular;
  /// The directory hides everything below it of the lower layers.
  bool opaque = false;
  uint32_t mode = 0, uid = 0, gid = 0;
  int64_t mtimeSec = 0;
  uint32_t mtimeNsec = 0;
  uint64_t size = 0;
  std::string linkTarget;
  uint32_t devMajor = 0, devMinor = 0;
  /// Same non-zero number: same inode. Numbered by first appearance.
  uint32_t hardLinkGroup = 0;
  /// Sorted by name; only those a layer carries.
  std::vector<std::pair<std::string, std::string>> xattrs;
  /// BLAKE3 of a regular file's content (llvm::BLAKE3, 32 bytes, no key).
  std::optional<Key> content;
};

/// Byte order with '/' below every other byte: parents first, then the whole
/// subtree. (The order of fsutil and of a depth-first walk by name.)
int comparePaths(llvm::StringRef a, llvm::StringRef b);

/// Whether a layer carries this xattr: security.capability and user.*, without
/// user.overlay.*.
bool isLayerXattr(llvm::StringRef name);

/// All names of one layer directory, sorted by comparePaths. The root's entry
/// is first.
class LayerIndex {
public:
  LayerIndex() = default;
  /// Sorts; duplicates: the last wins.
  explicit LayerIndex(std::vector<IndexEntry> entries);

  /// Walks a directory in overlay upper format. With `hashContents` reads all files.
  static llvm::Expected<LayerIndex> build(int diffFD, bool hashContents);

  const std::vector<IndexEntry> &getEntries() const { return entries; }
  const IndexEntry *find(llvm::StringRef path) const;
  /// Whether a strict ancestor hides the lower layers' `path` (opaque, whiteout
  /// or not a directory).
  bool hidesBelow(llvm::StringRef path) const;
  /// Entries directly or indirectly below `path` (not itself): a range.
  llvm::ArrayRef<IndexEntry> getSubtree(llvm::StringRef path) const;
  bool hasContentHashes() const;
  /// Bytes of file content; an inode counts once, whatever the number of its names.
  uint64_t getTotalSize() const;

  std::string serialise() const;
  /// Damaged bytes are an error (ExitCode::Store), whatever they are.
  static llvm::Expected<LayerIndex> parse(llvm::StringRef bytes);

private:
  std::vector<IndexEntry> entries;
};

/// Reads `layers/<id>/index`; builds and stores it when it is missing or lacks
/// content hashes although `needContents`.
llvm::Expected<std::shared_ptr<const LayerIndex>> loadLayerIndex(Store &store, const LayerId &id,
                                                                 bool needContents);
/// Writes `index` into a staging or layer directory, atomically.
llvm::Error writeLayerIndex(int dirFD, const LayerIndex &index);

/// Makes the files of an upper directory what a layer can carry (K5): removes
/// other xattrs than isLayerXattr's, except overlayfs' own. Called before commit.
llvm::Error stripUncarriedXattrs(int diffFD);

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_LAYERINDEX_H

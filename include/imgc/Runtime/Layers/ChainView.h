//===- ChainView.h - Layers on top of each other, without a mount *- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_CHAINVIEW_H
#define IMGC_RUNTIME_LAYERS_CHAINVIEW_H

#include "imgc/Runtime/Layers/LayerIndex.h"

#include "llvm/Support/ErrorOr.h"

namespace imgc {

/// One name in a merged view.
struct MergedEntry {
  const IndexEntry *entry = nullptr;
  /// Number in the chain (0 is the bottom) of the layer that has it.
  unsigned layer = 0;
  explicit operator bool() const { return entry != nullptr; }
};

/// The merged view of a chain of layers, as overlayfs would show it.
class ChainView {
public:
  ChainView() = default;
  explicit ChainView(std::vector<std::shared_ptr<const LayerIndex>> layers)
      : layers(std::move(layers)) {}

  unsigned size() const { return layers.size(); }
  const LayerIndex &getLayer(unsigned number) const { return *layers[number]; }
  /// The view without the layers above.
  ChainView getLower(unsigned count) const;

  /// lstat, with no symlink in the directories followed. Path as in IndexEntry.
  MergedEntry find(llvm::StringRef path) const;
  /// Resolves symlinks inside the root, as openInRoot does: every directory
  /// component, and the last one if asked to. The clean path reached, and what
  /// is there (nothing when the last component is missing). Errors as errno:
  /// ENOENT, ENOTDIR, ELOOP.
  struct Resolved {
    std::string path;
    MergedEntry found;
  };
  llvm::ErrorOr<Resolved> resolve(llvm::StringRef path, bool followLast) const;
  /// Names in a directory (not resolved), byte order.
  std::vector<std::pair<std::string, MergedEntry>> readDirectory(llvm::StringRef path) const;
  /// Whether a non-opaque merged directory or anything else is at `path`.
  bool exists(llvm::StringRef path) const { return bool(find(path)); }
  /// All names in comparePaths order, root first. Stops on an error.
  llvm::Error
  walk(llvm::function_ref<llvm::Error(llvm::StringRef path, const MergedEntry &)> visit) const;

private:
  std::vector<std::shared_ptr<const LayerIndex>> layers;
};

/// Loads the indexes of a chain.
llvm::Expected<ChainView> openChain(Store &store, llvm::ArrayRef<LayerId> layers,
                                    bool needContents);

/// Content id of a chain (K5): H(parent, normalised diff of the top layer). An
/// entry equal to the parent's (mtimes aside) and a whiteout of nothing do not
/// count; a layer without any other leaves the parent's id. `lowers` are the
/// layers below `top`. Needs content hashes in `top`.
llvm::Expected<Key> computeContentId(const Key &parent, const LayerIndex &top,
                                     const ChainView &lowers);
/// The content id of the empty file system.
Key getScratchContentId();
/// Folds computeContentId over a chain, bottom first.
llvm::Expected<Key> computeChainContentId(Store &store, llvm::ArrayRef<LayerId> layers);

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_CHAINVIEW_H

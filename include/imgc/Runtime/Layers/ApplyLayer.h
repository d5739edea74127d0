//===- ApplyLayer.h - Unpacks a layer into the store ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_APPLYLAYER_H
#define IMGC_RUNTIME_LAYERS_APPLYLAYER_H

#include "imgc/Runtime/Layers/ByteStream.h"
#include "imgc/Runtime/Layers/ChainView.h"

namespace imgc {

struct ApplyOptions {
  /// The layers below, if they are at hand: a directory that the archive uses
  /// without listing it gets its attributes from there. Without, it is 0755 root.
  const ChainView *lowers = nullptr;
  OverlayXattrs overlayXattrs = getOverlayXattrs();
  TarLimits limits;
  /// Called once per kind of thing that was left out (an xattr that the file
  /// system does not support).
  std::function<void(const llvm::Twine &)> warn;
  /// Gives up with ExitCode::Interrupted when it returns true (asked per entry).
  std::function<bool()> cancelled;
};

struct AppliedLayer {
  /// Of the uncompressed bytes.
  Digest diffId;
  /// Of all bytes of the archive, with what follows its end mark.
  uint64_t uncompressedSize = 0;
  /// Directories were used without being listed: the attributes of some come
  /// from the layers below, and so depend on them.
  bool dependsOnLowers = false;
  /// With content hashes, which cost nothing here.
  LayerIndex index;
};

/// Unpacks a layer's tar (uncompressed bytes) into a directory in overlay
/// format: whiteouts become character devices 0:0, `.wh..wh..opq` an opaque
/// directory. Every rule on hostile archives of reference/runtime.md §1.5 is
/// kept; errors have ExitCode::Registry. The directory is useless after an error.
llvm::Expected<AppliedLayer> applyLayerTar(ByteSource &tar, int diffFD,
                                           const ApplyOptions &options);

/// What the blob must be; all checked while unpacking.
struct LayerExpectation {
  std::optional<Digest> digest;
  std::optional<uint64_t> size;
  std::optional<Digest> diffId;
};

/// Decompresses, verifies and unpacks `blob` into a new layer of the store
/// (id: its diff_id, unless it depends on the layers below) with its index.
/// Nothing is left after an error. The blob itself is not kept: whoever wants it
/// reads it from the store and calls putLayerBlob.
llvm::Expected<LayerInfo> ingestLayer(Store &store, ByteSource &blob,
                                      const LayerExpectation &expected,
                                      const ApplyOptions &options);

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_APPLYLAYER_H

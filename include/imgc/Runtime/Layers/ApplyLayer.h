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
#include "imgc/Runtime/Layers/LayerIndex.h"

namespace imgc {

struct ApplyOptions {
  OverlayXattrs overlayXattrs = OverlayXattrs::Trusted;
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
/// (id: its diff_id) with its index. Nothing is left after an error.
llvm::Expected<LayerInfo> ingestLayer(Store &store, ByteSource &blob,
                                      const LayerExpectation &expected,
                                      const ApplyOptions &options);

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_APPLYLAYER_H

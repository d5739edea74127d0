//===- WriteLayer.h - A layer directory as an OCI layer ---------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_WRITELAYER_H
#define IMGC_RUNTIME_LAYERS_WRITELAYER_H

#include "imgc/Runtime/Layers/ByteStream.h"
#include "imgc/Runtime/Layers/ChainView.h"
#include "imgc/Runtime/Layers/Compression.h"

namespace imgc {

struct WriteLayerOptions {
  /// Seconds. Every mtime becomes at most this (rewrite-timestamp).
  std::optional<int64_t> clampMtime;
  /// Seconds. Every mtime becomes this (reproducible mode, K8).
  std::optional<int64_t> setMtime;
  /// Gives up with ExitCode::Interrupted when it returns true (asked per file).
  std::function<bool()> cancelled;
};

/// Writes the layer tar of an upper directory, as BuildKit would
/// (reference/runtime.md §1.4). `lowers` is the chain below, for whiteouts of
/// nothing and for opaque directories, which become one whiteout per hidden
/// name. A layer without any change is the empty archive of 1024 zero bytes.
/// `sink` is written by another thread, until this returns. With `index` the
/// directory is not walked; it must be what LayerIndex::build finds.
llvm::Error writeLayerTar(int diffFD, const ChainView &lowers, ByteSink &sink,
                          const WriteLayerOptions &options = {}, const LayerIndex *index = nullptr);

/// The diff_id of a layer of the store, computed once and remembered (only when
/// `options` are empty).
llvm::Expected<Digest> getDiffId(Store &store, const LayerId &layer, const ChainView &lowers,
                                 const WriteLayerOptions &options = {});

/// The layer as a blob of the store: one pass of tar, SHA-256, compressor,
/// SHA-256. Remembered; asked again, it is a look-up. With options that change
/// the bytes the result is remembered under a longer compression id.
llvm::Expected<LayerBlob> getLayerBlob(Store &store, const LayerId &layer, const ChainView &lowers,
                                       Compression compression, bool ociTypes,
                                       const WriteLayerOptions &options = {});

/// diff_id of the empty layer.
Digest getEmptyLayerDiffId();

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_WRITELAYER_H

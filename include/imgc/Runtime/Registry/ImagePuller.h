//===- ImagePuller.h - Images into the store --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_REGISTRY_IMAGEPULLER_H
#define IMGC_RUNTIME_REGISTRY_IMAGEPULLER_H

#include "imgc/Runtime/Registry/BlobOrigin.h"
#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/Platform.h"

#include <functional>
#include <string>
#include <vector>

namespace imgc {

/// The documents of an image for one platform, all of them blobs of the store.
struct PulledDocuments {
  /// What the reference names: an index, or `manifest` itself.
  Digest root;
  Digest manifest;
  Digest config;
  std::string configJson;
};

/// Fetches manifest (through an index, if there is one) and config, verifies
/// them and stores them. `tagOrDigest` is a tag or `sha256:…`. Documents that
/// the store has already are not fetched again when asked by digest.
llvm::Expected<PulledDocuments> pullDocuments(Store &store, BlobOrigin &origin,
                                              llvm::StringRef tagOrDigest,
                                              const Platform &platform);

struct LayerPullOptions {
  /// Layers fetched and unpacked at the same time.
  unsigned parallel = 4;
  std::function<bool()> cancelled;
  std::function<void(const llvm::Twine &)> warn;
  /// Told when a layer is complete: its digest and compressed size in bytes. Called under a lock.
  std::function<void(const Digest &, uint64_t)> done;
};

/// Makes sure that every layer of a pulled image is unpacked in the store,
/// fetching from `makeOrigin()` only what is missing. Returns the chain, bottom first.
llvm::Expected<std::vector<LayerId>>
pullLayers(Store &store, const PulledDocuments &documents,
           std::function<llvm::Expected<std::shared_ptr<BlobOrigin>>()> makeOrigin,
           const LayerPullOptions &options);

} // namespace imgc

#endif // IMGC_RUNTIME_REGISTRY_IMAGEPULLER_H

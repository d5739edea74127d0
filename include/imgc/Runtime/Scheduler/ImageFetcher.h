//===- ImageFetcher.h - How missing base images arrive ----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SCHEDULER_IMAGEFETCHER_H
#define IMGC_RUNTIME_SCHEDULER_IMAGEFETCHER_H

#include "imgc/Runtime/Scheduler/Cancellation.h"
#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/Platform.h"

#include <functional>

namespace imgc {

/// A pinned image (plan::ImageAction and the step's platform).
struct ImageRequest {
  /// For messages, and the registry to ask: docker.io/library/debian:12@sha256:…
  std::string reference;
  /// Of the manifest, or of an index from which `platform` selects.
  Digest digest;
  /// Empty for the registry of `reference`, else the id of a bound OCI layout.
  std::string layout;
  Platform platform;
};

/// What came of it: everything is in the store.
struct FetchedImage {
  Digest manifest;
  std::string configJson;
  /// Bottom first.
  std::vector<LayerId> layers;
};

struct FetchContext {
  Store &store;
  const CancellationToken &cancellation;
  /// Bytes of one part (a blob's digest); any thread.
  std::function<void(llvm::StringRef part, uint64_t current, uint64_t total)> progress;
  std::function<void(llvm::StringRef text)> warn;
};

/// Brings images that the store lacks into it (verified, unpacked, recorded
/// with putBaseImage). Called on several threads at a time.
class ImageFetcher {
public:
  virtual ~ImageFetcher();
  virtual llvm::Expected<FetchedImage> fetch(const ImageRequest &request,
                                             const FetchContext &context) = 0;
};

} // namespace imgc

#endif // IMGC_RUNTIME_SCHEDULER_IMAGEFETCHER_H

//===- Images.h - Images of the store, for the command line -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_IMAGES_IMAGES_H
#define IMGC_RUNTIME_IMAGES_IMAGES_H

#include "imgc/Runtime/Store/Store.h"

namespace imgc {

/// One platform of an image as `imgc images` shows it.
struct ImageSummary {
  std::string name;
  std::string platform;
  /// Digest of the config.
  Digest id;
  unsigned layers = 0;
  /// Bytes of file content of all its layers (shared ones count in full).
  uint64_t size = 0;
  /// Nanoseconds since the epoch when it was recorded.
  int64_t createdNs = 0;
};

/// Sorted by name, then platform.
llvm::Expected<std::vector<ImageSummary>> summarizeImages(Store &store);

/// Finds an image by name (any form Reference takes: `app` is
/// `docker.io/library/app:latest`) or by a prefix of its id of at least 4 hex
/// digits. Errors: no such image (with a suggestion), several with that prefix.
llvm::Expected<ImageRecord> findImage(Store &store, llvm::StringRef nameOrId);

/// What `imgc rmi` did.
struct RemovedImages {
  std::vector<std::string> names;
};

/// Removes a name, or with an id all names of that image. Its layers go with
/// the next prune.
llvm::Expected<RemovedImages> removeImages(Store &store, llvm::StringRef nameOrId);

/// `1.2GB`, `340kB`: powers of ten, as docker prints sizes.
std::string formatSize(uint64_t bytes);

/// `2 hours ago`.
std::string formatAge(int64_t createdNs, int64_t nowNs);

} // namespace imgc

#endif // IMGC_RUNTIME_IMAGES_IMAGES_H

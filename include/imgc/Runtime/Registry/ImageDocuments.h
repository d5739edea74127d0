//===- ImageDocuments.h - Manifests and indexes -----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_REGISTRY_IMAGEDOCUMENTS_H
#define IMGC_RUNTIME_REGISTRY_IMAGEDOCUMENTS_H

#include "imgc/Support/Digest.h"
#include "imgc/Support/Platform.h"

#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace imgc {

/// What names content in a manifest or index (image-spec, descriptor.md).
struct ContentDescriptor {
  std::string mediaType;
  Digest digest;
  /// Bytes.
  uint64_t size = 0;
  /// Only in an index, and not in every entry.
  std::optional<Platform> platform;
  /// `org.opencontainers.image.ref.name` and `io.containerd.image.name`.
  std::string refName, imageName;
  /// BuildKit's attestations: never a candidate for a platform.
  bool isAttestation = false;
};

/// An image manifest, or an index of them: exactly one of the two.
struct ImageDocument {
  bool isIndex = false;
  std::string mediaType;
  /// Manifest.
  ContentDescriptor config;
  std::vector<ContentDescriptor> layers;
  /// Index.
  std::vector<ContentDescriptor> manifests;
};

/// Largest manifest, index or config that is read, in bytes.
inline constexpr uint64_t maxDocumentSize = 8u << 20;

/// Reads a manifest or index, OCI or Docker, of hostile origin. A document that
/// is both (CVE-2021-41190), of schema 1, or not what `expectedType` says (when
/// it is not empty) is refused. Errors have ExitCode::Registry.
llvm::Expected<ImageDocument> parseImageDocument(llvm::StringRef json,
                                                 llvm::StringRef expectedType = "");

/// The entry of an index that serves `wanted` best: the first of equals.
/// Entries without a platform or with `unknown` are no candidates. The error
/// lists what there is.
llvm::Expected<ContentDescriptor> selectPlatform(const ImageDocument &index,
                                                 const Platform &wanted);

/// What the runtime needs of an image config.
struct ConfigSummary {
  Platform platform;
  std::vector<Digest> diffIds;
};
llvm::Expected<ConfigSummary> parseConfigSummary(llvm::StringRef json);

} // namespace imgc

#endif // IMGC_RUNTIME_REGISTRY_IMAGEDOCUMENTS_H

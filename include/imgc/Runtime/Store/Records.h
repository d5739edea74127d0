//===- Records.h - What the store remembers ---------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_STORE_RECORDS_H
#define IMGC_RUNTIME_STORE_RECORDS_H

#include "imgc/Support/Digest.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace imgc {

/// Names a layer directory of the store: 32 to 64 lower-case hex digits. A
/// layer made by a step has a random id; a layer unpacked from an image has the
/// hex digits of its diff_id, so that two pulls agree.
class LayerId {
public:
  LayerId() = default;
  static llvm::Expected<LayerId> parse(llvm::StringRef text);
  static LayerId fromDiffId(const Digest &diffId);
  static LayerId random();

  const std::string &str() const { return text; }
  bool empty() const { return text.empty(); }
  auto operator<=>(const LayerId &) const = default;

private:
  explicit LayerId(std::string text) : text(std::move(text)) {}
  std::string text;
};

/// The result of one output of a step (rules K1 to K12). A step with several
/// outputs has one record each; the output's number is part of the key.
struct Record {
  /// Definition key.
  Key key;
  /// Content ids of the step's inputs when it ran, in input order (K1). A null
  /// key: the content id of that input was not known.
  std::vector<Key> inputs;
  /// The whole chain, bottom first (K2). Empty: scratch.
  std::vector<LayerId> layers;
  /// Content id of the result; unknown until something needs it (K5).
  std::optional<Key> contentId;
  /// Content key of the step; unknown until the inputs' ids are.
  std::optional<Key> contentKey;
  /// Nanoseconds since the epoch when the step finished (K8).
  int64_t createdNs = 0;
  /// Found by definition key only (K3).
  bool hiddenChannel = false;
  /// Ran because it was forced (K4); for explain.
  bool forced = false;
  /// Version of the op kind's meaning.
  uint32_t semanticsVersion = 0;
  /// The parts of the key as a JSON object, for `imgc explain`. No secrets.
  std::string components;
  /// Set by the store. Not durable and of another boot: a miss.
  bool durable = false;
};

/// What is known about a layer directory.
struct LayerInfo {
  LayerId id;
  /// Digest of the uncompressed tar; null until the layer was written as one.
  std::optional<Digest> diffId;
  /// Bytes of file content; for disk usage.
  uint64_t size = 0;
  /// `index` lies beside the layer and has content hashes.
  bool hasContentIndex = false;
};

/// One serialised form of a layer.
struct LayerBlob {
  LayerId layer;
  /// Engine and parameters that made the bytes (`gzip-libdeflate-1-1m`,
  /// `zstd-1-…`, `none`) or `pulled:<media type>` for a base image's own blob.
  std::string compression;
  std::string mediaType;
  Digest digest;
  uint64_t size = 0;
  Digest diffId;
};

/// One platform of a named image.
struct ImagePlatform {
  /// `linux/amd64`, normalised.
  std::string platform;
  Digest config;
  /// Null until the image was exported with a manifest.
  std::optional<Digest> manifest;
  std::vector<LayerId> layers;
};

struct ImageRecord {
  /// Full reference, e.g. `docker.io/library/app:latest`.
  std::string name;
  std::vector<ImagePlatform> platforms;
  int64_t createdNs = 0;
};

/// An image that was pulled: its manifest and config are blobs of the store.
struct BaseImage {
  Digest manifest;
  Digest config;
  /// Bottom first, all of the config's diff_ids: recorded when unpacked.
  std::vector<LayerId> layers;
};

} // namespace imgc

#endif // IMGC_RUNTIME_STORE_RECORDS_H

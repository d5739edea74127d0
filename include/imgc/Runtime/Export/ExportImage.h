//===- ExportImage.h - OCI layouts, docker archives -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_EXPORT_EXPORTIMAGE_H
#define IMGC_RUNTIME_EXPORT_EXPORTIMAGE_H

#include "imgc/Runtime/Export/ImageConfig.h"
#include "imgc/Runtime/Layers/ByteStream.h"
#include "imgc/Runtime/Layers/Compression.h"
#include "imgc/Runtime/Store/Store.h"

namespace imgc {

/// One platform of the image to write.
struct ExportPlatform {
  /// `linux/amd64`; empty only for a single platform.
  std::string platform;
  /// The config without rootfs; other keys survive.
  std::string configJson;
  /// Replaces the config's when not empty.
  std::vector<HistoryEntry> history;
  /// Bottom first: base layers, then new ones.
  std::vector<LayerId> layers;
  /// The first so many are a base image's: their timestamps are never
  /// rewritten, and their pulled blobs are used as they are when the compression fits.
  unsigned baseLayers = 0;
  /// Annotations of the manifest.
  std::map<std::string, std::string> annotations;
  /// RFC 3339; empty: the config's.
  std::string created;
};

struct ExportOptions {
  Compression compression = Compression::Gzip;
  /// Also for layers that have a blob of another compression.
  bool forceCompression = false;
  bool ociMediaTypes = true;
  /// References to record, full (`docker.io/library/app:1`).
  std::vector<std::string> names;
  std::map<std::string, std::string> indexAnnotations;
  /// Seconds (SOURCE_DATE_EPOCH): `created` of the image and of new history
  /// entries becomes at most this.
  std::optional<int64_t> sourceDateEpoch;
  /// With an epoch: every mtime of new layers becomes the epoch (K8).
  bool rewriteTimestamps = false;
  /// Adds manifest.json, so that `docker load` takes the archive. One platform only.
  bool dockerManifest = false;
  /// Gives up with ExitCode::Interrupted when it returns true (asked often, from
  /// any thread).
  std::function<bool()> cancelled;
};

struct ExportedPlatform {
  std::string platform;
  Descriptor manifest;
  Descriptor config;
  std::vector<Descriptor> layers;
  std::vector<Digest> diffIds;
};

struct ExportedImage {
  std::vector<ExportedPlatform> platforms;
  /// The index's descriptor when there are several platforms, else the manifest's.
  Descriptor root;
};

/// Makes every document and layer blob of an image in the store, writing
/// nothing elsewhere. The registry pushes from this.
llvm::Expected<ExportedImage> prepareImage(Store &store, llvm::ArrayRef<ExportPlatform> platforms,
                                           const ExportOptions &options);

/// For `-t` alone: computes diff ids, writes the config blob, compresses nothing.
struct TaggedImage {
  Digest config;
  std::vector<Digest> diffIds;
};
llvm::Expected<TaggedImage> finishConfig(Store &store, const ExportPlatform &platform,
                                         const ExportOptions &options);

/// An OCI layout (and docker archive) as a tar, reproducible.
llvm::Error writeImageArchive(Store &store, const ExportedImage &image,
                              const ExportOptions &options, ByteSink &sink);
/// To a file, by a temporary name beside it and a rename; nothing is left after an error.
llvm::Error writeImageArchiveFile(Store &store, const ExportedImage &image,
                                  const ExportOptions &options, llvm::StringRef destination);
/// To a directory (`tar=false`): created or extended; an entry of the same
/// ref.name in index.json is replaced, other content stays. After an error a
/// new directory is gone and an existing one holds what it held.
llvm::Error writeImageLayout(Store &store, const ExportedImage &image, const ExportOptions &options,
                             llvm::StringRef destination);

} // namespace imgc

#endif // IMGC_RUNTIME_EXPORT_EXPORTIMAGE_H

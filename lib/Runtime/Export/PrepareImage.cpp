//===- PrepareImage.cpp - The documents and blobs of an image -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Export/ExportImage.h"

#include "imgc/Runtime/Layers/WriteLayer.h"
#include "imgc/Support/Error.h"

namespace imgc {

static WriteLayerOptions getWriteOptions(const ExportOptions &options, bool isBase) {
  WriteLayerOptions result;
  result.cancelled = options.cancelled;
  if (options.rewriteTimestamps && options.sourceDateEpoch && !isBase)
    result.setMtime = *options.sourceDateEpoch;
  return result;
}

/// At most the epoch; what is no time becomes the epoch.
static std::string clampTime(llvm::StringRef time, const ExportOptions &options) {
  if (!options.sourceDateEpoch)
    return time.str();
  auto parsed = parseTime(time);
  std::pair<int64_t, uint32_t> epoch(*options.sourceDateEpoch, 0);
  return parsed && *parsed <= epoch ? time.str() : formatTime(epoch.first, 0);
}

static llvm::Expected<std::string> finishPlatformConfig(const ExportPlatform &platform,
                                                        llvm::ArrayRef<Digest> diffIds,
                                                        const ExportOptions &options) {
  if (!options.sourceDateEpoch)
    return finishImageConfig(platform.configJson, diffIds, platform.history, platform.created);
  llvm::Expected<ConfigTimes> times = readConfigTimes(platform.configJson);
  if (!times)
    return times.takeError();
  std::vector<HistoryEntry> history = platform.history;
  // A base's entries are those that had a time before the build gave them one.
  for (size_t i = 0; i < history.size(); ++i)
    if (i >= times->history.size() || times->history[i].empty())
      history[i].created = clampTime(history[i].created, options);
  std::string created = platform.created.empty() ? times->created : platform.created;
  return finishImageConfig(platform.configJson, diffIds, history, clampTime(created, options));
}

static Compression getCompression(llvm::StringRef mediaType) {
  return mediaType.ends_with("gzip")   ? Compression::Gzip
         : mediaType.ends_with("zstd") ? Compression::Zstd
                                       : Compression::None;
}

/// A base image's own blob, if it can be used as it is. Docker's and OCI's media
/// types mean the same bytes.
static std::optional<LayerBlob> findPulled(llvm::ArrayRef<LayerBlob> blobs,
                                           const ExportOptions &options) {
  for (LayerBlob blob : blobs) {
    if (!llvm::StringRef(blob.compression).starts_with("pulled:"))
      continue;
    Compression compression = getCompression(blob.mediaType);
    if (options.forceCompression && compression != options.compression)
      continue;
    blob.mediaType = getLayerMediaType(compression, options.ociMediaTypes).str();
    return blob;
  }
  return std::nullopt;
}

static llvm::Expected<LayerBlob> makeLayer(Store &store, const ExportPlatform &platform,
                                           unsigned number, const ChainView &chain,
                                           const ExportOptions &options) {
  const LayerId &layer = platform.layers[number];
  bool isBase = number < platform.baseLayers;
  if (isBase) {
    llvm::Expected<std::vector<LayerBlob>> blobs = store.getLayerBlobs(layer);
    if (!blobs)
      return blobs.takeError();
    if (std::optional<LayerBlob> pulled = findPulled(*blobs, options))
      return *pulled;
  }
  return getLayerBlob(store, layer, chain.getLower(number), options.compression,
                      options.ociMediaTypes, getWriteOptions(options, isBase));
}

static llvm::Expected<Descriptor> putDocument(Store &store, llvm::StringRef content,
                                              llvm::StringRef mediaType) {
  llvm::Expected<Digest> digest = store.putBlob(content);
  if (!digest)
    return digest.takeError();
  Descriptor descriptor;
  descriptor.mediaType = mediaType.str();
  descriptor.digest = *digest;
  descriptor.size = content.size();
  return descriptor;
}

static llvm::Expected<ExportedPlatform>
preparePlatform(Store &store, const ExportPlatform &platform, const ExportOptions &options) {
  llvm::Expected<ChainView> chain = openChain(store, platform.layers, /*needContents=*/false);
  if (!chain)
    return chain.takeError();
  ExportedPlatform result;
  result.platform = platform.platform;
  for (unsigned i = 0; i < platform.layers.size(); ++i) {
    llvm::Expected<LayerBlob> blob = makeLayer(store, platform, i, *chain, options);
    if (!blob)
      return blob.takeError();
    result.layers.push_back({blob->mediaType, blob->digest, blob->size, "", {}});
    result.diffIds.push_back(blob->diffId);
  }
  llvm::Expected<std::string> config = finishPlatformConfig(platform, result.diffIds, options);
  if (!config)
    return config.takeError();
  llvm::Expected<Descriptor> configDescriptor =
      putDocument(store, *config,
                  options.ociMediaTypes ? "application/vnd.oci.image.config.v1+json"
                                        : "application/vnd.docker.container.image.v1+json");
  if (!configDescriptor)
    return configDescriptor.takeError();
  result.config = *configDescriptor;
  std::string manifest =
      writeManifest(result.config, result.layers, platform.annotations, options.ociMediaTypes);
  llvm::Expected<Descriptor> manifestDescriptor =
      putDocument(store, manifest,
                  options.ociMediaTypes ? "application/vnd.oci.image.manifest.v1+json"
                                        : "application/vnd.docker.distribution.manifest.v2+json");
  if (!manifestDescriptor)
    return manifestDescriptor.takeError();
  result.manifest = *manifestDescriptor;
  return result;
}

llvm::Expected<ExportedImage> prepareImage(Store &store, llvm::ArrayRef<ExportPlatform> platforms,
                                           const ExportOptions &options) {
  if (platforms.empty())
    return makeError(ExitCode::BuildFailed, "an image without a platform cannot be exported");
  if (!options.ociMediaTypes && options.compression == Compression::Zstd)
    return makeError(ExitCode::Usage, "Docker media types have no zstd",
                     "use compression gzip, or OCI media types");
  ExportedImage image;
  std::vector<Descriptor> manifests;
  for (const ExportPlatform &platform : platforms) {
    llvm::Expected<ExportedPlatform> exported = preparePlatform(store, platform, options);
    if (!exported)
      return exported.takeError();
    manifests.push_back(exported->manifest);
    manifests.back().platform = exported->platform;
    image.platforms.push_back(std::move(*exported));
  }
  if (platforms.size() == 1) {
    image.root = image.platforms.front().manifest;
    image.root.platform = platforms.front().platform;
  } else {
    llvm::Expected<Descriptor> root = putDocument(
        store, writeIndex(manifests, options.indexAnnotations, options.ociMediaTypes),
        options.ociMediaTypes ? "application/vnd.oci.image.index.v1+json"
                              : "application/vnd.docker.distribution.manifest.list.v2+json");
    if (!root)
      return root.takeError();
    image.root = *root;
  }
  if (std::string created = clampTime(platforms.front().created, options); !created.empty())
    image.root.annotations["org.opencontainers.image.created"] = created;
  return image;
}

llvm::Expected<TaggedImage> finishConfig(Store &store, const ExportPlatform &platform,
                                         const ExportOptions &options) {
  llvm::Expected<ChainView> chain = openChain(store, platform.layers, /*needContents=*/false);
  if (!chain)
    return chain.takeError();
  TaggedImage image;
  for (unsigned i = 0; i < platform.layers.size(); ++i) {
    llvm::Expected<Digest> diffId = getDiffId(store, platform.layers[i], chain->getLower(i),
                                              getWriteOptions(options, i < platform.baseLayers));
    if (!diffId)
      return diffId.takeError();
    image.diffIds.push_back(*diffId);
  }
  llvm::Expected<std::string> config = finishPlatformConfig(platform, image.diffIds, options);
  if (!config)
    return config.takeError();
  llvm::Expected<Digest> digest = store.putBlob(*config);
  if (!digest)
    return digest.takeError();
  image.config = *digest;
  return image;
}

} // namespace imgc

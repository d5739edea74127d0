//===- ImagePuller.cpp - Images into the store ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/ImagePuller.h"

#include "imgc/Runtime/Layers/ApplyLayer.h"
#include "imgc/Runtime/Registry/ImageDocuments.h"
#include "imgc/Support/Error.h"

#include <atomic>
#include <mutex>
#include <thread>

namespace imgc {

//===----------------------------------------------------------------------===//
// Documents
//===----------------------------------------------------------------------===//

/// From the store when it is asked for by digest and there, else from the origin.
static llvm::Expected<FetchedDocument> getDocument(Store &store, BlobOrigin &origin,
                                                   llvm::StringRef tagOrDigest) {
  if (tagOrDigest.starts_with("sha256:")) {
    llvm::Expected<Digest> digest = Digest::parse(tagOrDigest);
    if (!digest)
      return digest.takeError();
    if (store.hasBlob(*digest)) {
      llvm::Expected<std::string> bytes = store.readBlob(*digest, maxDocumentSize);
      if (bytes)
        return FetchedDocument{std::move(*bytes), "", *digest};
      llvm::consumeError(bytes.takeError()); // damaged: fetched again
    }
  }
  llvm::Expected<FetchedDocument> document = origin.fetchDocument(tagOrDigest);
  if (!document)
    return document;
  if (llvm::Expected<Digest> stored = store.putBlob(document->bytes); !stored)
    return stored.takeError();
  return document;
}

static llvm::Expected<std::string> getConfig(Store &store, BlobOrigin &origin,
                                             const ContentDescriptor &descriptor) {
  if (descriptor.size > maxDocumentSize)
    return makeError(ExitCode::Registry,
                     "the image config has " + llvm::Twine(descriptor.size) + " bytes");
  if (store.hasBlob(descriptor.digest)) {
    llvm::Expected<std::string> bytes = store.readBlob(descriptor.digest, maxDocumentSize);
    if (bytes)
      return bytes;
    llvm::consumeError(bytes.takeError());
  }
  std::string bytes;
  if (llvm::Error error =
          origin.fetchBlob(descriptor.digest, descriptor.size, [&](llvm::StringRef data) {
            bytes += data;
            return llvm::Error::success();
          }))
    return std::move(error);
  if (Sha256::of(bytes) != descriptor.digest)
    return makeError(ExitCode::Registry, "the image config of " + origin.describe() +
                                             " does not have the digest that its manifest says (" +
                                             descriptor.digest.str() + ")");
  if (llvm::Expected<Digest> stored = store.putBlob(bytes); !stored)
    return stored.takeError();
  return bytes;
}

llvm::Expected<PulledDocuments> pullDocuments(Store &store, BlobOrigin &origin,
                                              llvm::StringRef tagOrDigest,
                                              const Platform &platform) {
  llvm::Expected<FetchedDocument> fetched = getDocument(store, origin, tagOrDigest);
  if (!fetched)
    return fetched.takeError();
  PulledDocuments result;
  result.root = fetched->digest;
  // An index may lead to an index; a cycle would need a hash collision.
  for (unsigned depth = 0;; ++depth) {
    llvm::Expected<ImageDocument> document = parseImageDocument(fetched->bytes, fetched->mediaType);
    if (!document)
      return addContext(document.takeError(), origin.describe());
    if (!document->isIndex) {
      result.manifest = fetched->digest;
      result.config = document->config.digest;
      llvm::Expected<std::string> config = getConfig(store, origin, document->config);
      if (!config)
        return config.takeError();
      result.configJson = std::move(*config);
      return result;
    }
    if (depth == 4)
      return makeError(ExitCode::Registry, origin.describe() + ": indexes are nested too deeply");
    llvm::Expected<ContentDescriptor> entry = selectPlatform(*document, platform);
    if (!entry)
      return addContext(entry.takeError(), origin.describe());
    fetched = getDocument(store, origin, entry->digest.str());
    if (!fetched)
      return fetched.takeError();
  }
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

namespace {
/// Fetches the layers of one image with a few threads; the first error stops all.
class LayerPull {
public:
  LayerPull(Store &store, std::vector<ContentDescriptor> layers, std::vector<Digest> diffIds,
            std::function<llvm::Expected<std::shared_ptr<BlobOrigin>>()> makeOrigin,
            const LayerPullOptions &options)
      : store(store), layers(std::move(layers)), diffIds(std::move(diffIds)),
        makeOrigin(std::move(makeOrigin)), options(options) {}

  llvm::Error run() {
    size_t count = std::min<size_t>(std::max(1u, options.parallel), layers.size());
    std::vector<std::thread> threads;
    for (size_t i = 1; i < count; ++i)
      threads.emplace_back([this] { work(); });
    work();
    for (std::thread &thread : threads)
      thread.join();
    return std::move(failure);
  }

private:
  void work() {
    for (size_t i; (i = next++) < layers.size() && !stopped;)
      if (llvm::Error error = pull(i)) {
        std::lock_guard<std::mutex> lock(mutex);
        if (stopped)
          llvm::consumeError(std::move(error));
        else
          failure = std::move(error);
        stopped = true;
      }
  }

  llvm::Error pull(size_t i);
  llvm::Error fetch(const ContentDescriptor &layer);
  llvm::Expected<std::shared_ptr<BlobOrigin>> getOrigin();
  bool isCancelled() const { return stopped || (options.cancelled && options.cancelled()); }

  Store &store;
  std::vector<ContentDescriptor> layers;
  std::vector<Digest> diffIds;
  std::function<llvm::Expected<std::shared_ptr<BlobOrigin>>()> makeOrigin;
  const LayerPullOptions &options;
  std::atomic<size_t> next{0};
  std::atomic<bool> stopped{false};
  std::mutex mutex;
  std::shared_ptr<BlobOrigin> origin;
  llvm::Error failure = llvm::Error::success();
};
} // namespace

llvm::Expected<std::shared_ptr<BlobOrigin>> LayerPull::getOrigin() {
  std::lock_guard<std::mutex> lock(mutex);
  if (!origin) {
    auto made = makeOrigin();
    if (!made)
      return made.takeError();
    origin = *made;
  }
  return origin;
}

llvm::Error LayerPull::fetch(const ContentDescriptor &layer) {
  llvm::Expected<std::shared_ptr<BlobOrigin>> from = getOrigin();
  if (!from)
    return from.takeError();
  llvm::Expected<BlobWriter> writer = store.createBlob({layer.digest, layer.size, layer.size});
  if (!writer)
    return writer.takeError();
  if (llvm::Error error =
          (*from)->fetchBlob(layer.digest, layer.size, [&](llvm::StringRef data) -> llvm::Error {
            if (isCancelled())
              return makeError(ExitCode::Interrupted, "interrupted");
            return writer->write(data);
          }))
    return error;
  if (llvm::Expected<Digest> committed = writer->commit(); !committed)
    return addContext(committed.takeError(), (*from)->describe());
  return llvm::Error::success();
}

llvm::Error LayerPull::pull(size_t i) {
  const ContentDescriptor &layer = layers[i];
  LayerId id = LayerId::fromDiffId(diffIds[i]);
  // Two processes that need one layer: the second finds it unpacked.
  KeyBuilder lockName("pull.v1");
  llvm::Expected<StoreLock> lock = store.lockKey(lockName.add(diffIds[i]).final());
  if (!lock)
    return lock.takeError();
  llvm::Expected<std::optional<LayerInfo>> known = store.getLayer(id);
  if (!known)
    return known.takeError();
  if (*known)
    return llvm::Error::success();
  if (!store.hasBlob(layer.digest))
    if (llvm::Error error = fetch(layer))
      return error;
  llvm::Expected<FileDescriptor> blob = store.openBlob(layer.digest);
  if (!blob)
    return blob.takeError();
  FileSource source(blob->get());
  ApplyOptions apply;
  apply.warn = options.warn;
  apply.cancelled = [this] { return isCancelled(); };
  llvm::Expected<LayerInfo> info =
      ingestLayer(store, source, {layer.digest, layer.size, diffIds[i]}, apply);
  if (!info)
    return addContext(info.takeError(), "layer " + layer.digest.str());
  if (llvm::Error error = store.putLayerBlob(
          {id, "pulled:" + layer.mediaType, layer.mediaType, layer.digest, layer.size, diffIds[i]}))
    return error;
  if (options.done) {
    std::lock_guard<std::mutex> guard(mutex);
    options.done(layer.digest, layer.size);
  }
  return llvm::Error::success();
}

static llvm::Expected<bool> hasAllLayers(Store &store, llvm::ArrayRef<LayerId> layers) {
  for (const LayerId &id : layers) {
    llvm::Expected<std::optional<LayerInfo>> info = store.getLayer(id);
    if (!info)
      return info.takeError();
    if (!*info)
      return false;
  }
  return true;
}

llvm::Expected<std::vector<LayerId>>
pullLayers(Store &store, const PulledDocuments &documents,
           std::function<llvm::Expected<std::shared_ptr<BlobOrigin>>()> makeOrigin,
           const LayerPullOptions &options) {
  llvm::Expected<std::optional<BaseImage>> known = store.getBaseImage(documents.manifest);
  if (!known)
    return known.takeError();
  if (*known) {
    llvm::Expected<bool> complete = hasAllLayers(store, (*known)->layers);
    if (!complete)
      return complete.takeError();
    if (*complete)
      return (*known)->layers;
  }
  llvm::Expected<std::string> bytes = store.readBlob(documents.manifest, maxDocumentSize);
  if (!bytes)
    return bytes.takeError();
  llvm::Expected<ImageDocument> manifest = parseImageDocument(*bytes);
  if (!manifest)
    return manifest.takeError();
  llvm::Expected<ConfigSummary> config = parseConfigSummary(documents.configJson);
  if (!config)
    return config.takeError();
  if (config->diffIds.size() != manifest->layers.size())
    return makeError(ExitCode::Registry,
                     "the image's config names " + llvm::Twine(config->diffIds.size()) +
                         " layers, its manifest " + llvm::Twine(manifest->layers.size()));
  std::vector<LayerId> chain;
  for (const Digest &diffId : config->diffIds)
    chain.push_back(LayerId::fromDiffId(diffId));
  LayerPull pull(store, manifest->layers, config->diffIds, std::move(makeOrigin), options);
  if (llvm::Error error = pull.run())
    return std::move(error);
  if (llvm::Error error = store.putBaseImage({documents.manifest, documents.config, chain}))
    return std::move(error);
  return chain;
}

} // namespace imgc

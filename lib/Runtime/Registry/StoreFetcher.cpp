//===- StoreFetcher.cpp - Brings missing bases ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/StoreFetcher.h"

#include "imgc/Runtime/Registry/ImageDocuments.h"
#include "imgc/Runtime/Registry/ImagePuller.h"
#include "imgc/Runtime/Registry/OciLayout.h"
#include "imgc/Runtime/Registry/RegistryClient.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Reference.h"

namespace imgc {

/// Opens where the image comes from; nothing is asked of it yet.
static llvm::Expected<std::shared_ptr<BlobOrigin>>
openOrigin(const ImageRequest &request, const std::map<std::string, std::string> &layouts,
           const CancellationToken &cancellation) {
  if (!request.layout.empty()) {
    auto found = layouts.find(request.layout);
    if (found == layouts.end())
      return makeError(ExitCode::Usage, "the plan needs the OCI layout '" + request.layout + "'",
                       "bind it to a directory");
    llvm::Expected<std::unique_ptr<OciLayout>> layout = OciLayout::open(found->second);
    if (!layout)
      return layout.takeError();
    return std::shared_ptr<BlobOrigin>(std::move(*layout));
  }
  llvm::Expected<Reference> reference = Reference::parseNormalized(request.reference);
  if (!reference)
    return reference.takeError();
  return std::make_shared<RegistryClient>(*reference,
                                          [&cancellation] { return cancellation.isCancelled(); });
}

/// An image that was built in this store: pinned by its config.
static llvm::Expected<std::optional<FetchedImage>> findOwnImage(Store &store,
                                                                const Digest &digest) {
  llvm::Expected<std::optional<BaseImage>> base = store.getBaseImage(digest);
  if (!base)
    return base.takeError();
  if (!*base || (*base)->config != digest)
    return std::nullopt;
  llvm::Expected<std::string> config = store.readBlob((*base)->config, maxDocumentSize);
  if (!config)
    return config.takeError();
  return FetchedImage{digest, std::move(*config), (*base)->layers};
}

llvm::Expected<FetchedImage> StoreFetcher::fetch(const ImageRequest &request,
                                                 const FetchContext &context) {
  Store &store = context.store;
  llvm::Expected<std::optional<FetchedImage>> own = findOwnImage(store, request.digest);
  if (!own)
    return own.takeError();
  if (*own)
    return std::move(**own);

  auto makeOrigin = [&] { return openOrigin(request, layouts, context.cancellation); };
  llvm::Expected<std::shared_ptr<BlobOrigin>> origin = makeOrigin();
  if (!origin)
    return origin.takeError();
  llvm::Expected<PulledDocuments> documents =
      pullDocuments(store, **origin, request.digest.str(), request.platform);
  if (!documents)
    return documents.takeError();
  LayerPullOptions options;
  options.cancelled = [&] { return context.cancellation.isCancelled(); };
  options.warn = [&](const llvm::Twine &text) {
    if (context.warn)
      context.warn(text.str());
  };
  options.done = [&](const Digest &digest, uint64_t size) {
    if (context.progress)
      context.progress(digest.str(), size, size);
  };
  llvm::Expected<std::vector<LayerId>> layers = pullLayers(store, *documents, makeOrigin, options);
  if (!layers)
    return layers.takeError();
  return FetchedImage{documents->manifest, std::move(documents->configJson), std::move(*layers)};
}

} // namespace imgc

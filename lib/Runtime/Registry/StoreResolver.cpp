//===- StoreResolver.cpp - Pins bases at compile time ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Registry/StoreResolver.h"

#include "imgc/Runtime/Registry/ImageDocuments.h"
#include "imgc/Runtime/Registry/ImagePuller.h"
#include "imgc/Runtime/Registry/OciLayout.h"
#include "imgc/Runtime/Registry/RegistryClient.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Reference.h"

namespace imgc {

std::string getLayoutTag(llvm::StringRef reference) {
  auto [name, digest] = reference.split('@');
  if (!digest.empty())
    return digest.str();
  size_t colon = name.rfind(':');
  if (colon != llvm::StringRef::npos && !name.drop_front(colon).contains('/'))
    return name.drop_front(colon + 1).str();
  return "latest";
}

llvm::Expected<ResolvedImage> StoreResolver::resolveImage(const ResolveRequest &request) {
  if (request.location == ImageLocation::OciLayout)
    return askLayout(request);
  if (request.mode != ResolveMode::ForcePull) {
    llvm::Expected<std::optional<ResolvedImage>> found = findInStore(request);
    if (!found)
      return found.takeError();
    if (*found)
      return std::move(**found);
  }
  return askRegistry(request);
}

llvm::Expected<std::optional<ResolvedImage>>
StoreResolver::findInStore(const ResolveRequest &request) {
  llvm::Expected<std::optional<ImageRecord>> image = store.getImage(request.reference);
  if (!image)
    return image.takeError();
  if (!*image)
    return std::nullopt;
  const ImagePlatform *best = nullptr;
  int bestScore = 0;
  for (const ImagePlatform &entry : (*image)->platforms) {
    llvm::Expected<Platform> platform = Platform::parse(entry.platform);
    if (!platform) {
      llvm::consumeError(platform.takeError());
      continue;
    }
    int score = matchPlatform(request.platform, *platform);
    if (score >= 0 && (!best || score < bestScore)) {
      best = &entry;
      bestScore = score;
    }
  }
  if (!best)
    return std::nullopt;
  llvm::Expected<std::string> config = store.readBlob(best->config, maxDocumentSize);
  if (!config)
    return config.takeError();
  if (llvm::Error error = store.putBaseImage({best->config, best->config, best->layers}))
    return std::move(error);
  return ResolvedImage{request.reference, best->config, std::move(*config)};
}

llvm::Expected<ResolvedImage> StoreResolver::askLayout(const ResolveRequest &request) {
  llvm::Expected<std::unique_ptr<OciLayout>> layout = OciLayout::open(request.layoutDirectory);
  if (!layout)
    return layout.takeError();
  llvm::Expected<PulledDocuments> documents =
      pullDocuments(store, **layout, getLayoutTag(request.reference), request.platform);
  if (!documents)
    return documents.takeError();
  return ResolvedImage{request.reference, documents->root, std::move(documents->configJson)};
}

llvm::Expected<ResolvedImage> StoreResolver::askRegistry(const ResolveRequest &request) {
  llvm::Expected<Reference> reference = Reference::parseNormalized(request.reference);
  if (!reference)
    return reference.takeError();
  Reference full = reference->withDefaultTag();
  RegistryClient client(full, cancelled);
  llvm::Expected<PulledDocuments> documents =
      pullDocuments(store, client, full.digest.empty() ? full.tag : full.digest, request.platform);
  if (!documents)
    return documents.takeError();
  return ResolvedImage{full.str(), documents->root, std::move(documents->configJson)};
}

} // namespace imgc

//===- StoreResolver.h - Pins bases at compile time -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_REGISTRY_STORERESOLVER_H
#define IMGC_RUNTIME_REGISTRY_STORERESOLVER_H

#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/SourceResolver.h"

#include <functional>

namespace imgc {

/// The resolver of real builds: images of the own store, OCI layouts on this
/// machine, registries. What it looks up it also puts into the store, so that
/// config and files of a base come from the same digest.
///
/// A registry reference is looked up by mode: `Default` and `PreferLocal` take
/// an image of that name in the store if there is one, and ask the registry
/// otherwise; `ForcePull` asks the registry only. A reference with a digest
/// whose documents are in the store asks nobody.
///
/// An image that was built here and never exported has no manifest yet; it is
/// pinned by the digest of its config.
class StoreResolver : public SourceResolver {
public:
  explicit StoreResolver(Store &store, std::function<bool()> cancelled = {})
      : store(store), cancelled(std::move(cancelled)) {}

  llvm::Expected<ResolvedImage> resolveImage(const ResolveRequest &request) override;

private:
  llvm::Expected<std::optional<ResolvedImage>> findInStore(const ResolveRequest &request);
  llvm::Expected<ResolvedImage> askLayout(const ResolveRequest &request);
  llvm::Expected<ResolvedImage> askRegistry(const ResolveRequest &request);

  Store &store;
  std::function<bool()> cancelled;
};

/// Tag or digest of a layout reference `NAME`, `NAME:tag`, `NAME@sha256:…`;
/// `latest` when there is neither.
std::string getLayoutTag(llvm::StringRef reference);

} // namespace imgc

#endif // IMGC_RUNTIME_REGISTRY_STORERESOLVER_H

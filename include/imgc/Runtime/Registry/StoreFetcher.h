//===- StoreFetcher.h - Brings missing bases --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_REGISTRY_STOREFETCHER_H
#define IMGC_RUNTIME_REGISTRY_STOREFETCHER_H

#include "imgc/Runtime/Scheduler/ImageFetcher.h"

#include <map>
#include <string>

namespace imgc {

/// The fetcher of real builds: what the store lacks comes from the OCI layout
/// that the plan names, or from the registry of the reference.
class StoreFetcher : public ImageFetcher {
public:
  /// Id of a layout in the plan → its directory.
  explicit StoreFetcher(std::map<std::string, std::string> layouts) : layouts(std::move(layouts)) {}

  llvm::Expected<FetchedImage> fetch(const ImageRequest &request,
                                     const FetchContext &context) override;

private:
  std::map<std::string, std::string> layouts;
};

} // namespace imgc

#endif // IMGC_RUNTIME_REGISTRY_STOREFETCHER_H

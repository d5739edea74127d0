//===- RegistryClient.h - Pulling from a registry ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_REGISTRY_REGISTRYCLIENT_H
#define IMGC_RUNTIME_REGISTRY_REGISTRYCLIENT_H

#include "imgc/Runtime/Registry/BlobOrigin.h"
#include "imgc/Support/Reference.h"

#include <memory>
#include <mutex>

namespace imgc {

/// One repository of a registry that speaks distribution-spec 1.1, read
/// anonymously: HTTPS, and HTTP for loopback hosts. Tokens are fetched when the
/// registry asks for them; transient failures are tried again.
class RegistryClient : public BlobOrigin {
public:
  explicit RegistryClient(const Reference &repository, std::function<bool()> cancelled = {});

  llvm::Expected<FetchedDocument> fetchDocument(llvm::StringRef tagOrDigest) override;
  llvm::Error fetchBlob(const Digest &digest, uint64_t size, HttpSink sink) override;
  std::string describe() const override { return repository.name(); }

private:
  llvm::Expected<HttpResponse> send(HttpRequest request, std::optional<HttpSink> sink);
  llvm::Expected<HttpResponse> sendOnce(HttpRequest &request, std::optional<HttpSink> sink);
  llvm::Error authorize(const HttpResponse &challenge, llvm::StringRef rejectedToken);
  llvm::Error statusError(const HttpResponse &response, const llvm::Twine &what) const;

  Reference repository;
  std::string base;
  std::function<bool()> cancelled;
  std::mutex mutex;
  std::string token;
};

/// Whether plain HTTP is used for a registry: `localhost`, 127.0.0.0/8, [::1].
bool isLoopbackRegistry(llvm::StringRef domain);

} // namespace imgc

#endif // IMGC_RUNTIME_REGISTRY_REGISTRYCLIENT_H

//===- BlobOrigin.h - Where blobs come from ---------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_REGISTRY_BLOBORIGIN_H
#define IMGC_RUNTIME_REGISTRY_BLOBORIGIN_H

#include "imgc/Runtime/Registry/Http.h"
#include "imgc/Support/Digest.h"

#include "llvm/Support/Error.h"

#include <functional>
#include <string>

namespace imgc {

/// A manifest or index as served, with the type that it was announced as.
struct FetchedDocument {
  std::string bytes;
  std::string mediaType;
  Digest digest;
};

/// A place that serves the documents and blobs of one repository: a registry or
/// an OCI layout. What it serves is not trusted: callers verify digests and sizes.
/// Thread-safe.
class BlobOrigin {
public:
  virtual ~BlobOrigin() = default;

  /// The document of a tag or `sha256:…`. For a digest the bytes are verified.
  virtual llvm::Expected<FetchedDocument> fetchDocument(llvm::StringRef tagOrDigest) = 0;
  /// Streams a blob of `size` bytes.
  virtual llvm::Error fetchBlob(const Digest &digest, uint64_t size, HttpSink sink) = 0;
  /// For messages.
  virtual std::string describe() const = 0;
};

} // namespace imgc

#endif // IMGC_RUNTIME_REGISTRY_BLOBORIGIN_H

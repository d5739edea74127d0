//===- BlobWriter.h - Verified ingest of one blob ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_STORE_BLOBWRITER_H
#define IMGC_RUNTIME_STORE_BLOBWRITER_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Support/Digest.h"

#include <memory>
#include <optional>
#include <string>

namespace imgc {

class Store;

/// What the bytes must turn out to be.
struct BlobExpectation {
  std::optional<Digest> digest;
  /// Exact size in bytes.
  std::optional<uint64_t> size;
  /// Refused beyond this, while writing.
  uint64_t maxSize = UINT64_MAX;
};

/// Writes one blob: to a temporary file, hashed on the way, checked, then
/// renamed into place. Destroyed without commit, it leaves nothing behind.
class BlobWriter {
public:
  BlobWriter(BlobWriter &&) noexcept;
  BlobWriter &operator=(BlobWriter &&) noexcept;
  ~BlobWriter();

  /// Appends bytes. Error (ExitCode::Registry) beyond the expected or largest
  /// size; disk errors as Environment or Store.
  llvm::Error write(llvm::ArrayRef<uint8_t> data);
  llvm::Error write(llvm::StringRef data);

  /// The bytes so far.
  uint64_t getSize() const { return written; }

  /// Checks digest and size and makes the blob visible. Equal content that is
  /// there already wins.
  llvm::Expected<Digest> commit();

private:
  friend class Store;
  BlobWriter(Store &store, FileDescriptor file, std::string tempName, BlobExpectation expected);
  void discard();

  Store *store;
  FileDescriptor file;
  std::string tempName;
  BlobExpectation expected;
  std::unique_ptr<Sha256> hash;
  uint64_t written = 0;
};

} // namespace imgc

#endif // IMGC_RUNTIME_STORE_BLOBWRITER_H

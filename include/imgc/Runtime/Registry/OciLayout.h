//===- OciLayout.h - OCI layouts as a source --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_REGISTRY_OCILAYOUT_H
#define IMGC_RUNTIME_REGISTRY_OCILAYOUT_H

#include "imgc/Runtime/Registry/BlobOrigin.h"
#include "imgc/Runtime/Registry/ImageDocuments.h"
#include "imgc/Runtime/RootFD/FileDescriptor.h"

#include <memory>

namespace imgc {

/// An OCI image layout in a directory (image-spec, image-layout.md), read with
/// the same distrust as a registry.
class OciLayout : public BlobOrigin {
public:
  /// Refuses a directory that is no layout of version 1.
  static llvm::Expected<std::unique_ptr<OciLayout>> open(llvm::StringRef directory);

  /// A tag is looked up in index.json, as org.opencontainers.image.ref.name or
  /// the tag of io.containerd.image.name; `latest` also names the only entry of
  /// a layout without names. The error lists the names that there are.
  llvm::Expected<FetchedDocument> fetchDocument(llvm::StringRef tagOrDigest) override;
  llvm::Error fetchBlob(const Digest &digest, uint64_t size, HttpSink sink) override;
  std::string describe() const override { return "oci-layout://" + directory; }

private:
  OciLayout(std::string directory, FileDescriptor root)
      : directory(std::move(directory)), root(std::move(root)) {}
  llvm::Expected<ContentDescriptor> findTag(llvm::StringRef tag);

  std::string directory;
  FileDescriptor root;
};

} // namespace imgc

#endif // IMGC_RUNTIME_REGISTRY_OCILAYOUT_H

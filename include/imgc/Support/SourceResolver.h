//===- SourceResolver.h - Pins what a build names ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_SOURCERESOLVER_H
#define IMGC_SUPPORT_SOURCERESOLVER_H

#include "imgc/Support/Digest.h"
#include "imgc/Support/Platform.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>

namespace imgc {

/// Where an image is asked for.
enum class ImageLocation {
  /// A registry reference; the own store is asked as the mode says.
  Registry,
  /// A tag or digest of an OCI layout that the user named.
  OciLayout,
};

/// BuildKit's `image.resolvemode`.
enum class ResolveMode { Default, PreferLocal, ForcePull };

/// What to pin. (The runtime fetches by `ImageRequest`, which has no tags.)
struct ResolveRequest {
  ImageLocation location = ImageLocation::Registry;
  /// Normalised reference (docker.io/library/alpine:3), or for a layout
  /// `NAME@digest` / `NAME:tag`.
  std::string reference;
  /// For a layout: its directory on this machine.
  std::string layoutDirectory;
  Platform platform;
  ResolveMode mode = ResolveMode::Default;
};

struct ResolvedImage {
  /// The reference as BuildKit would report it (normalised, default tag added).
  std::string reference;
  /// Digest of the manifest or index that the reference names now.
  Digest digest;
  /// Bytes of the image config for the requested platform.
  std::string config;
};

/// Turns every mutable name into a digest, once, at compile time (DESIGN.md 1).
/// Calls may come from several threads.
class SourceResolver {
public:
  virtual ~SourceResolver() = default;
  virtual llvm::Expected<ResolvedImage> resolveImage(const ResolveRequest &request) = 0;
};

/// A resolver that knows the images of one JSON file and nothing else. The
/// format is that of the oracle's --images:
/// `{"docker.io/library/alpine:3": {"digest": "sha256:…", "config": {…},
///   "platforms": {"linux/arm64": {"digest": …, "config": …}}}}`; without
/// "digest" it is the digest of the config's bytes as they stand in the file.
llvm::Expected<std::unique_ptr<SourceResolver>> createFileResolver(llvm::StringRef json);

} // namespace imgc

#endif // IMGC_SUPPORT_SOURCERESOLVER_H

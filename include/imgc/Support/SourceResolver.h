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
#include "imgc/Support/GitRef.h"
#include "imgc/Support/Platform.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <memory>
#include <optional>
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

/// A git repository or a download that the compiler has to look into: for the
/// Dockerfile, or for its time (SOURCE_DATE_EPOCH).
struct SourceRequest {
  /// The repository, when it is one; `url` is what HTTP downloads otherwise.
  std::optional<GitRef> git;
  std::string url;
};

/// Where a copy of such a source lies on this machine.
struct SourceContent {
  /// `path` is a directory: the repository, or what the archive holds. Else it
  /// is the file itself.
  bool isTree = false;
  std::string path;
};

/// Turns every mutable name into a digest, once, at compile time (DESIGN.md 1).
/// Calls may come from several threads.
class SourceResolver {
public:
  virtual ~SourceResolver() = default;
  virtual llvm::Expected<ResolvedImage> resolveImage(const ResolveRequest &request) = 0;
  /// Seconds since 1970 at which the commit was made, or the download was last
  /// modified (as its server says, else the latest file of an archive); nothing
  /// when nobody knows. The default knows no sources.
  virtual llvm::Expected<std::optional<int64_t>> resolveSourceTime(const SourceRequest &request);
  /// Nothing where the source has to be fetched: the default.
  virtual llvm::Expected<std::optional<SourceContent>>
  describeSource(const SourceRequest &request);
};

/// A resolver that knows the images of one JSON file and nothing else. The
/// format is that of the oracle's --images:
/// `{"docker.io/library/alpine:3": {"digest": "sha256:…", "config": {…},
///   "platforms": {"linux/arm64": {"digest": …, "config": …}}}}`; without
/// "digest" it is the digest of the config's bytes as they stand in the file.
/// What is no image stands there by its URL or `git://IDENTITY#REF:SUBDIR`:
/// `{"file": …}` is one file, `{"tree": …}` a directory, relative to `folder`;
/// `"time"` is in seconds.
llvm::Expected<std::unique_ptr<SourceResolver>> createFileResolver(llvm::StringRef json,
                                                                   llvm::StringRef folder = ".");

/// The same for the file at `path`; without one it knows no image.
llvm::Expected<std::unique_ptr<SourceResolver>> readFileResolver(llvm::StringRef path);

} // namespace imgc

#endif // IMGC_SUPPORT_SOURCERESOLVER_H

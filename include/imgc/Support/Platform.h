//===- Platform.h - OCI platforms -------------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_PLATFORM_H
#define IMGC_SUPPORT_PLATFORM_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <compare>
#include <string>
#include <vector>

namespace imgc {

/// An OCI platform, as in image-spec's descriptor and config.
struct Platform {
  std::string os;
  std::string architecture;
  std::string variant;
  std::string osVersion;
  std::vector<std::string> osFeatures;

  /// Parses `os[(osversion)]/arch[/variant]`, `os` or `arch` alone, and
  /// `local`, with the rules of containerd's platforms.Parse; the result is
  /// normalised.
  static llvm::Expected<Platform> parse(llvm::StringRef text);

  /// platforms.Parse itself: the same without the last normalisation, so that
  /// `linux/arm` has no variant and `linux/arm64/v8` keeps its own (FROM --platform).
  static llvm::Expected<Platform> parseExact(llvm::StringRef text);

  /// The platform this program runs on.
  static Platform host();

  /// Spelling rules of containerd's platforms.Normalize (aarch64 → arm64,
  /// arm64/v8 → arm64, arm → arm/v7, …).
  Platform normalized() const;

  /// `os/arch[/variant]`, without the OS version (platforms.Format).
  std::string str() const;
  /// With the OS version and features (platforms.FormatAll):
  /// `windows(10.0.17763)/amd64`.
  std::string strAll() const;

  auto operator<=>(const Platform &) const = default;
};

/// How well an image for `candidate` runs where `wanted` is asked for: 0 is an
/// exact match, larger is worse, -1 not at all (platforms.Only: arm/v6 serves
/// arm/v7, amd64/v1 serves amd64/v2, …). Both sides are normalised first.
int matchPlatform(const Platform &wanted, const Platform &candidate);

} // namespace imgc

#endif // IMGC_SUPPORT_PLATFORM_H

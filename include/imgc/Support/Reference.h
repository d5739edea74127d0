//===- Reference.h - Image references ---------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_REFERENCE_H
#define IMGC_SUPPORT_REFERENCE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace imgc {

/// A normalised image reference (distribution/reference's ParseNormalizedNamed):
/// `alpine` is `docker.io/library/alpine`.
struct Reference {
  /// Registry host with port: `docker.io`, `localhost:5000`.
  std::string domain;
  /// Repository path: `library/alpine`.
  std::string path;
  /// May be empty.
  std::string tag;
  /// `sha256:…`, or empty.
  std::string digest;

  static llvm::Expected<Reference> parseNormalized(llvm::StringRef text);

  /// `domain/path`.
  std::string name() const;
  /// `domain/path[:tag][@digest]`.
  std::string str() const;
  /// As a user would write it: `alpine`, `user/app:1` (reference.Familiar*).
  std::string familiar() const;
  std::string familiarName() const;
  /// Adds `:latest` when there is neither a tag nor a digest
  /// (reference.TagNameOnly).
  Reference withDefaultTag() const;
};

} // namespace imgc

#endif // IMGC_SUPPORT_REFERENCE_H

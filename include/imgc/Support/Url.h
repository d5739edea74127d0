//===- Url.h - URLs as Go's net/url reads them ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_URL_H
#define IMGC_SUPPORT_URL_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc {

/// Decoded query parameters in their order.
using UrlQuery = std::vector<std::pair<std::string, std::string>>;

/// A URL taken apart. `host`, `path` and `fragment` are decoded.
struct Url {
  std::string scheme, opaque, host, path, rawPath, rawQuery, fragment;
  std::optional<std::string> user, password;
  /// A `?` with nothing after it.
  bool forceQuery = false;

  /// What url.Parse makes of `text`; nothing where it gives an error.
  static std::optional<Url> parse(llvm::StringRef text);
  /// The URL without query (but with an empty one) and fragment.
  std::string withoutOptions() const;
  /// Pairs that do not decode are dropped.
  UrlQuery query() const;
};

/// The pairs of a query; `valid` becomes false where one does not decode.
UrlQuery parseUrlQuery(llvm::StringRef text, bool &valid);

/// A URL for messages: `xxxxx` for user and password, as BuildKit has it, but for
/// a name alone that is not for http. What is no URL stays as it is.
std::string redactCredentials(llvm::StringRef url);

} // namespace imgc

#endif // IMGC_SUPPORT_URL_H

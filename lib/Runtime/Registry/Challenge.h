//===- Challenge.h - WWW-Authenticate ---------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_REGISTRY_CHALLENGE_H
#define IMGC_LIB_RUNTIME_REGISTRY_CHALLENGE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>

namespace imgc {

/// A `Bearer` challenge (RFC 6750, distribution's token specification).
struct BearerChallenge {
  std::string realm, service, scope;
};

/// Nothing when the header is of another scheme or has no realm.
std::optional<BearerChallenge> parseBearerChallenge(llvm::StringRef header);

/// The URL to GET a token from, for the challenge's scope or `fallbackScope`.
std::string getTokenUrl(const BearerChallenge &challenge, llvm::StringRef fallbackScope);

/// `token` or `access_token` of the token server's answer.
llvm::Expected<std::string> parseTokenAnswer(llvm::StringRef body);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_REGISTRY_CHALLENGE_H

//===- SecretSource.h - Where the values of secrets are ---------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SECRETS_SECRETSOURCE_H
#define IMGC_RUNTIME_SECRETS_SECRETSOURCE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <string>

namespace imgc {

/// Where the value of a secret is. It is read when a command needs it.
struct SecretSource {
  /// One of the two.
  std::string environment, path;
};

/// Adds what `--secret id=ID[,src=PATH][,env=NAME][,type=file|env]` says to
/// `secrets` (by id; a later one of the same id wins): docker's rules. Files
/// must exist and be at most 500 KiB. Errors have ExitCode::Usage.
llvm::Error addSecret(llvm::StringRef text, std::map<std::string, SecretSource> &secrets);

/// The value of a secret, now. Errors have ExitCode::Usage.
llvm::Expected<std::string> readSecret(llvm::StringRef id, const SecretSource &source);

} // namespace imgc

#endif // IMGC_RUNTIME_SECRETS_SECRETSOURCE_H

//===- AgentSource.h - Which ssh agents commands may use --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SECRETS_AGENTSOURCE_H
#define IMGC_RUNTIME_SECRETS_AGENTSOURCE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <map>
#include <string>
#include <vector>

namespace imgc {

/// What an id of `--ssh` stands for.
struct AgentSource {
  /// Of an agent that runs. Empty: `keys` are for an agent of our own.
  std::string socket;
  /// Paths of private keys.
  std::vector<std::string> keys;
};

/// Adds what `--ssh default|ID[=SOCKET|KEY[,KEY...]]` says to `agents`: docker's
/// rules. Without a value it is $SSH_AUTH_SOCK. Errors have ExitCode::Usage.
llvm::Error addAgent(llvm::StringRef text, std::map<std::string, AgentSource> &agents);

} // namespace imgc

#endif // IMGC_RUNTIME_SECRETS_AGENTSOURCE_H

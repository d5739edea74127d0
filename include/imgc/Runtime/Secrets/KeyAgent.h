//===- KeyAgent.h - ssh agents for keys in files ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SECRETS_KEYAGENT_H
#define IMGC_RUNTIME_SECRETS_KEYAGENT_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Runtime/RootFD/TemporaryDirectory.h"
#include "imgc/Runtime/Secrets/AgentSource.h"

#include "llvm/ADT/ArrayRef.h"

#include <sys/types.h>

#include <memory>

namespace imgc {

/// OpenSSH's `ssh-agent` with some keys, for as long as the object lives; it
/// ends with this process, too, however that ends.
class KeyAgent {
public:
  /// `keys` are paths of private keys without a passphrase; nobody is asked for
  /// one. Errors: ExitCode::Usage for a key that cannot be used (with what
  /// `ssh-add` says), ExitCode::Environment without OpenSSH's programs.
  static llvm::Expected<std::unique_ptr<KeyAgent>> start(llvm::ArrayRef<std::string> keys);
  ~KeyAgent();
  KeyAgent(const KeyAgent &) = delete;

  const std::string &getSocket() const { return socket; }

private:
  KeyAgent() = default;
  llvm::Error spawn(llvm::ArrayRef<std::string> keys, FileDescriptor &answers);
  llvm::Error awaitKeys(int answers);

  TemporaryDirectory folder;
  std::string socket;
  /// Its end is the end of the agent.
  FileDescriptor lifeline;
  pid_t child = -1;
};

/// The agents of a build.
struct RunningAgents {
  /// Id → socket.
  std::map<std::string, std::string> sockets;
  std::vector<std::unique_ptr<KeyAgent>> own;
};

/// Starts agents for the sources that are keys.
llvm::Expected<RunningAgents> startAgents(const std::map<std::string, AgentSource> &sources);

} // namespace imgc

#endif // IMGC_RUNTIME_SECRETS_KEYAGENT_H

//===- AgentProxy.h - An ssh agent inside a sandbox -- -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SANDBOX_AGENTPROXY_H
#define IMGC_RUNTIME_SANDBOX_AGENTPROXY_H

#include "imgc/Runtime/RootFD/FileDescriptor.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <thread>

namespace imgc {

/// A socket in memory that passes on to the socket of an agent of this machine,
/// so that it has the owner and the permissions that a step asks for. Lives as
/// long as the command; ends its connections then.
class AgentProxy {
public:
  struct Options {
    /// Of the agent.
    std::string socket;
    uint32_t uid = 0, gid = 0, mode = 0600;
  };
  static llvm::Expected<std::unique_ptr<AgentProxy>> create(const Options &options);
  ~AgentProxy();
  AgentProxy(const AgentProxy &) = delete;

  /// A detached mount of the socket: SandboxMount::Kind::Tree.
  int getTree() const { return tree.get(); }

private:
  AgentProxy() = default;
  llvm::Error listen(const Options &options);
  void serve();

  std::string socket;
  FileDescriptor tree, listener, stop;
  std::thread thread;
};

} // namespace imgc

#endif // IMGC_RUNTIME_SANDBOX_AGENTPROXY_H

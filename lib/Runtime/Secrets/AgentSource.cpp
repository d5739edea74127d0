//===- AgentSource.cpp - Which ssh agents commands may use ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Secrets/AgentSource.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"

#include <cstdlib>

using namespace imgc;
using llvm::sys::fs::file_type;

static llvm::Error refuse(llvm::StringRef text, const llvm::Twine &what,
                          const llvm::Twine &hint = "") {
  return makeError(ExitCode::Usage, "--ssh '" + text + "'" + what, hint);
}

/// A socket or a key.
static llvm::Error addPath(llvm::StringRef text, llvm::StringRef path, AgentSource &source) {
  llvm::sys::fs::file_status status;
  if (llvm::sys::fs::status(path, status))
    return refuse(text, ": '" + path + "' does not exist");
  if (status.type() == file_type::regular_file) {
    source.keys.push_back(path.str());
    return llvm::Error::success();
  }
  if (status.type() != file_type::socket_file)
    return refuse(text, ": '" + path + "' is neither the socket of an agent nor a private key");
  if (!source.socket.empty())
    return refuse(text, " names two sockets", "give each agent an id of its own");
  source.socket = path.str();
  return llvm::Error::success();
}

llvm::Error imgc::addAgent(llvm::StringRef text, std::map<std::string, AgentSource> &agents) {
  auto [id, value] = text.split('=');
  if (id.empty())
    return refuse(text, " has no id", "write --ssh default, --ssh ID=SOCKET or --ssh ID=KEY");
  if (const char *agent = std::getenv("SSH_AUTH_SOCK"); value.empty() && agent)
    value = agent;
  if (value.empty())
    return refuse(text, ": there is no agent",
                  "start one, so that SSH_AUTH_SOCK is set, or write --ssh ID=SOCKET or ID=KEY");
  AgentSource source;
  llvm::SmallVector<llvm::StringRef> paths;
  value.split(paths, ',');
  for (llvm::StringRef path : paths)
    if (llvm::Error error = addPath(text, path, source))
      return error;
  if (!source.socket.empty() && !source.keys.empty())
    return refuse(text, " names a socket and a key", "give each an id of its own");
  if (!agents.emplace(id.str(), std::move(source)).second)
    return makeError(ExitCode::Usage, "--ssh names '" + id + "' twice");
  return llvm::Error::success();
}

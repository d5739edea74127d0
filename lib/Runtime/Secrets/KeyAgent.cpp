//===- KeyAgent.cpp - ssh agents for keys in files ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Secrets/KeyAgent.h"

#include "imgc/Support/Error.h"

#include <cerrno>
#include <fcntl.h>
#include <spawn.h>
#include <sys/un.h>
#include <sys/wait.h>

using namespace imgc;

/// `ssh-agent COMMAND` ends with its command (which it looks after every ten
/// seconds). This one adds the keys, says so, waits for the end of its input,
/// which only we hold open, and then ends the agent at once.
static constexpr const char *script = "ssh-add -q -- \"$@\" 2>&1 </dev/null && echo added && "
                                      "cat >/dev/null; kill \"$SSH_AGENT_PID\"";
static constexpr llvm::StringLiteral added = "added\n";
static constexpr size_t maxAnswer = 16 << 10;

namespace {
/// What posix_spawn is told.
struct SpawnPlan {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;

  SpawnPlan() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
};
} // namespace

/// Ours, but nobody is asked for a passphrase.
static std::vector<std::string> makeEnvironment() {
  std::vector<std::string> result{"SSH_ASKPASS_REQUIRE=never"};
  for (char **entry = environ; *entry; ++entry)
    if (llvm::StringRef(*entry).split('=').first != "SSH_ASKPASS_REQUIRE")
      result.push_back(*entry);
  return result;
}

static std::vector<char *> toPointers(std::vector<std::string> &strings) {
  std::vector<char *> result;
  for (std::string &text : strings)
    result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

llvm::Error KeyAgent::spawn(llvm::ArrayRef<std::string> keys, FileDescriptor &answers) {
  int input[2], output[2];
  if (::pipe2(input, O_CLOEXEC) != 0)
    return makeErrnoError(ExitCode::Environment, "cannot start an ssh agent", errno);
  FileDescriptor inputEnd(input[0]);
  lifeline.reset(input[1]);
  if (::pipe2(output, O_CLOEXEC) != 0)
    return makeErrnoError(ExitCode::Environment, "cannot start an ssh agent", errno);
  answers.reset(output[0]);
  FileDescriptor outputEnd(output[1]);

  SpawnPlan plan;
  posix_spawn_file_actions_adddup2(&plan.actions, inputEnd.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&plan.actions, outputEnd.get(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&plan.actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  // A session of its own: no terminal to ask on, and an interrupt of the build
  // does not reach it before the commands that use it.
  posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSID);
  std::vector<std::string> command{"ssh-agent", "-a", socket, "/bin/sh", "-c", script, "sh"};
  command.insert(command.end(), keys.begin(), keys.end());
  std::vector<std::string> environment = makeEnvironment();
  int code = ::posix_spawnp(&child, command.front().c_str(), &plan.actions, &plan.attributes,
                            toPointers(command).data(), toPointers(environment).data());
  if (code == 0)
    return llvm::Error::success();
  child = -1;
  ErrorParts parts =
      takeError(makeErrnoError(ExitCode::Environment, "cannot start ssh-agent", code));
  return makeError(parts.code, parts.message,
                   "install openssh-client, or give the key to an agent: --ssh ID=SOCKET");
}

llvm::Error KeyAgent::awaitKeys(int answers) {
  std::string answer;
  char buffer[512];
  while (answer.size() < maxAnswer && !llvm::StringRef(answer).ends_with(added)) {
    ssize_t got = ::read(answers, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    answer.append(buffer, got);
  }
  if (llvm::StringRef(answer).ends_with(added))
    return llvm::Error::success();
  llvm::StringRef reason = llvm::StringRef(answer).trim();
  return makeError(ExitCode::Usage,
                   "--ssh: a key cannot be used: " +
                       (reason.empty() ? "ssh-add needs a passphrase, or failed" : reason),
                   "a key needs to be readable by its owner alone and have no passphrase; "
                   "an agent can hold others: --ssh ID=SOCKET");
}

llvm::Expected<std::unique_ptr<KeyAgent>> KeyAgent::start(llvm::ArrayRef<std::string> keys) {
  std::unique_ptr<KeyAgent> agent(new KeyAgent());
  constexpr llvm::StringLiteral name = "/agent";
  // The address of a socket is short, and ends in a zero (unix(7)).
  constexpr size_t maxFolder = sizeof(sockaddr_un::sun_path) - 1 - name.size();
  llvm::Expected<TemporaryDirectory> folder = TemporaryDirectory::create("imgc-agent", maxFolder);
  if (!folder)
    return folder.takeError();
  agent->folder = std::move(*folder);
  agent->socket = agent->folder.getPath() + name.str();
  FileDescriptor answers;
  if (llvm::Error error = agent->spawn(keys, answers))
    return std::move(error);
  if (llvm::Error error = agent->awaitKeys(answers.get()))
    return std::move(error);
  return std::move(agent);
}

KeyAgent::~KeyAgent() {
  lifeline.reset();
  while (child > 0 && ::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
  }
}

llvm::Expected<RunningAgents> imgc::startAgents(const std::map<std::string, AgentSource> &sources) {
  RunningAgents result;
  for (const auto &[id, source] : sources) {
    if (source.keys.empty()) {
      result.sockets[id] = source.socket;
      continue;
    }
    llvm::Expected<std::unique_ptr<KeyAgent>> agent = KeyAgent::start(source.keys);
    if (!agent)
      return agent.takeError();
    result.sockets[id] = (*agent)->getSocket();
    result.own.push_back(std::move(*agent));
  }
  return std::move(result);
}

//===- GitProgram.cpp - The program git, kept on a short leash ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GitProgram.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Url.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Program.h"

#include <cstdlib>

namespace imgc::detail {

static constexpr size_t maxShownLines = 4, maxShownBytes = 600;

//===----------------------------------------------------------------------===//
// Setup
//===----------------------------------------------------------------------===//

/// A token for one repository of GitHub is good for its submodules too, as for
/// BuildKit.
static std::string getTokenScope(const std::string &remote) {
  for (const char *prefix : {"https://github.com/", "https://www.github.com/"})
    if (llvm::StringRef(remote).starts_with(prefix))
      return prefix;
  return remote;
}

llvm::Expected<GitProgram> GitProgram::find(const GitRef &ref, const GitFetchOptions &options) {
  llvm::ErrorOr<std::string> path = llvm::sys::findProgramByName("git");
  if (!path)
    return makeError(ExitCode::Environment, "the program 'git' is not on PATH",
                     "install git: it fetches repositories");
  GitProgram git;
  git.path = std::move(*path);
  git.shownRemote = redactCredentials(ref.remote);
  git.agentSocket = options.agentSocket;
  git.cancelled = options.cancelled;
  // Nothing that is executed, no question, no work left behind; and a `.git` that is kept does not
  // tell when and where it was made.
  git.config = {{"core.hooksPath", "/dev/null"},
                {"core.fsmonitor", "false"},
                {"credential.helper", ""},
                {"gc.auto", "0"},
                {"maintenance.auto", "false"},
                {"advice.detachedHead", "false"},
                {"init.defaultBranch", "master"},
                {"core.logAllRefUpdates", "false"},
                {"pack.threads", "1"}};
  std::optional<Url> url = Url::parse(ref.remote);
  if (git.shownRemote != ref.remote) {
    git.secrets.emplace_back(ref.remote, git.shownRemote);
    std::optional<std::string> secret;
    if (url)
      secret = url->password ? url->password : url->user;
    if (secret && !secret->empty())
      git.secrets.emplace_back(*secret, "xxxxx");
  }
  if (url && llvm::StringRef(url->scheme).starts_with("http") && !options.authorization.empty())
    git.config.emplace_back("http." + getTokenScope(ref.remote) + ".extraheader",
                            "Authorization: " + options.authorization);
  return git;
}

void GitProgram::nameRemote(std::string url) {
  config.emplace_back("remote.origin.url", std::move(url));
}

std::vector<std::string> GitProgram::makeEnvironment(const GitPlace &place) const {
  std::vector<std::string> result = {
      "LC_ALL=C",
      "HOME=/dev/null",
      "GIT_CONFIG_NOSYSTEM=1",
      "GIT_CONFIG_GLOBAL=/dev/null",
      "GIT_ATTR_NOSYSTEM=1",
      "GIT_TERMINAL_PROMPT=0",
      "GIT_SSH_COMMAND=ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes",
      "GIT_ALLOW_PROTOCOL=" + std::string(place.readsFiles ? "file" : "http:https:ssh:git")};
  for (const char *name :
       {"PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy",
        "no_proxy", "all_proxy", "GIT_SSL_CAINFO", "SSL_CERT_FILE", "SSL_CERT_DIR"})
    if (const char *value = std::getenv(name))
      result.push_back(std::string(name) + "=" + value);
  if (!agentSocket.empty())
    result.push_back("SSH_AUTH_SOCK=" + agentSocket);
  result.push_back("GIT_CONFIG_COUNT=" + std::to_string(config.size()));
  for (const auto &[index, entry] : llvm::enumerate(config)) {
    result.push_back("GIT_CONFIG_KEY_" + std::to_string(index) + "=" + entry.first);
    result.push_back("GIT_CONFIG_VALUE_" + std::to_string(index) + "=" + entry.second);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// What it says
//===----------------------------------------------------------------------===//

static void replaceAll(std::string &text, llvm::StringRef from, llvm::StringRef to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to.data(), to.size());
}

std::string GitProgram::hideSecrets(std::string text) const {
  for (const auto &[secret, shown] : secrets)
    replaceAll(text, secret, shown);
  return text;
}

/// Whether a line of standard error says why.
static bool isReason(llvm::StringRef line) {
  for (llvm::StringRef prefix : {"hint:", "Cloning into", "From ", "warning:", "Initialized",
                                 "Submodule ", "Please make sure", "and the repository exists"})
    if (line.starts_with(prefix))
      return false;
  return !line.empty();
}

/// The last lines that matter, as one. The remote writes into them: only ASCII,
/// and no control characters.
static std::string summarize(llvm::StringRef errors) {
  llvm::SmallVector<llvm::StringRef> lines;
  errors.split(lines, '\n');
  std::vector<std::string> shown;
  for (llvm::StringRef line : llvm::reverse(lines)) {
    line = line.rsplit('\r').second.empty() ? line.rtrim("\r") : line.rsplit('\r').second;
    line = line.trim();
    if (!isReason(line) || shown.size() == maxShownLines)
      continue;
    for (llvm::StringRef prefix : {"fatal: ", "error: "})
      line.consume_front(prefix);
    shown.push_back(line.str());
  }
  std::string text = llvm::join(llvm::reverse(shown), "; ");
  for (char &c : text)
    if (!llvm::isPrint(c))
      c = '?';
  if (text.size() > maxShownBytes)
    text = "..." + text.substr(text.size() - maxShownBytes);
  return text;
}

static const char *findHint(llvm::StringRef errors) {
  if (errors.contains("Host key verification failed"))
    return "ssh knows the hosts of ~/.ssh/known_hosts only: connect to it once by ssh";
  if (errors.contains("Permission denied (publickey"))
    return "`--ssh default` hands keys of an agent on";
  if (errors.contains("could not read Username") || errors.contains("Authentication failed"))
    return "a token goes into the secret GIT_AUTH_TOKEN: `--secret id=GIT_AUTH_TOKEN`";
  return "";
}

llvm::Error GitProgram::explain(const SubprocessResult &result, const llvm::Twine &what) const {
  std::string reason = hideSecrets(summarize(result.errors));
  if (reason.empty())
    reason = "git ends with exit code " + std::to_string(result.exitCode);
  return makeError(ExitCode::Registry, what + ": " + reason, findHint(result.errors));
}

//===----------------------------------------------------------------------===//
// Commands
//===----------------------------------------------------------------------===//

llvm::Expected<SubprocessResult> GitProgram::tryRun(const GitPlace &place,
                                                    Arguments arguments) const {
  SubprocessSpec spec;
  spec.program = path;
  spec.directory = place.workTree.empty() ? place.directory : place.workTree;
  spec.environment = makeEnvironment(place);
  spec.cancelled = cancelled;
  if (!place.workTree.empty())
    spec.arguments = {"--work-tree", place.workTree};
  // Without a repository one around must not be found: this is none.
  llvm::append_values(spec.arguments, "--git-dir",
                      place.gitDir.empty() ? place.directory + "/none" : place.gitDir);
  size_t numPlaces = spec.arguments.size();
  for (;;) {
    spec.arguments.resize(numPlaces);
    llvm::append_range(spec.arguments, arguments);
    llvm::Expected<SubprocessResult> result = runSubprocess(spec);
    if (!result || result->exitCode == 0)
      return result;
    llvm::StringRef errors = result->errors;
    bool isShallowRefused = errors.contains("--depth") || errors.contains("shallow");
    size_t before = arguments.size();
    llvm::erase(arguments, "--depth=1");
    if (!isShallowRefused || arguments.size() == before)
      return result;
  }
}

llvm::Expected<std::string> GitProgram::run(const GitPlace &place, Arguments arguments,
                                            const llvm::Twine &what) const {
  llvm::Expected<SubprocessResult> result = tryRun(place, std::move(arguments));
  if (!result)
    return result.takeError();
  if (result->exitCode != 0)
    return explain(*result, what);
  return llvm::StringRef(result->output).trim().str();
}

} // namespace imgc::detail

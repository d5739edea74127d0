//===- ExecStep.cpp - Commands --------------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Snapshot.h"
#include "StepReport.h"
#include "Steps.h"

#include "imgc/Runtime/Events/LogTail.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Runtime/Sandbox/AgentProxy.h"
#include "imgc/Runtime/Sandbox/Sandbox.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

namespace imgc {

char CommandError::ID = 0;
void CommandError::log(llvm::raw_ostream &os) const { os << message; }
std::error_code CommandError::convertToErrorCode() const { return llvm::inconvertibleErrorCode(); }

namespace {

/// One command: its snapshots, the sandbox, the results.
class ExecStep {
public:
  ExecStep(BuildState &state, unsigned step)
      : state(state), step(step), planned(state.plan.steps(step)), exec(planned.exec()),
        results(planned.results()) {}
  llvm::Expected<std::vector<Chain>> run();

private:
  llvm::Error checkSupported();
  llvm::Error fillSpec();
  llvm::Error addMounts();
  llvm::Error addBind(const plan::Mount &mount);
  /// Nothing for an optional secret that nobody gave.
  llvm::Expected<std::optional<std::string>> getSecret(llvm::StringRef id, bool optional);
  llvm::Error addSecret(const plan::Mount &mount);
  llvm::Error addSecretVariables();
  llvm::Error addAgent(const plan::Mount &mount);
  /// Narrows a mount to a path inside it.
  llvm::Expected<FileDescriptor> select(FileDescriptor tree, llvm::StringRef selector);
  llvm::Error prepareRoot();
  llvm::Error runCommand();
  llvm::Error checkResult(const SandboxResult &result, const LogTail &log);
  llvm::Expected<std::vector<Chain>> commit();

  BuildState &state;
  unsigned step;
  const plan::Step &planned;
  const plan::ExecAction &exec;
  SandboxSpec spec;
  FileDescriptor root;
  std::vector<FileDescriptor> trees;
  std::vector<std::unique_ptr<AgentProxy>> agents;
  std::unique_ptr<WritableSnapshot> rootSnapshot;
  std::vector<std::unique_ptr<WritableSnapshot>> scratchUppers;
  /// By result; a result that is null is the root's.
  std::vector<std::unique_ptr<WritableSnapshot>> results;
  int rootOutput = -1;
};

} // namespace

static llvm::Error notSupported(const llvm::Twine &what) {
  return makeError(ExitCode::SourceError, what + " not supported yet");
}

llvm::Error ExecStep::checkSupported() {
  for (const plan::Mount &mount : exec.mounts()) {
    switch (mount.kind()) {
    case plan::MOUNT_CACHE:
      return notSupported("cache mounts are");
    default:
      break;
    }
  }
  if (exec.devices_size() > 0)
    return notSupported("devices are");
  if (!exec.cgroup_parent().empty())
    return notSupported("a cgroup parent is");
  if (exec.security() == plan::SECURITY_INSECURE && !state.options.allowInsecure)
    return makeError(ExitCode::Usage, "the step asks for security=insecure",
                     "allow it with --allow security.insecure");
  return llvm::Error::success();
}

llvm::Error ExecStep::fillSpec() {
  spec.args.assign(exec.args().begin(), exec.args().end());
  spec.env.assign(exec.env().begin(), exec.env().end());
  spec.env.insert(spec.env.end(), exec.proxy_env().begin(), exec.proxy_env().end());
  spec.cwd = exec.cwd().empty() ? "/" : exec.cwd();
  spec.user = exec.user();
  if (!exec.hostname().empty())
    spec.hostname = exec.hostname();
  // The default network is the host's for now (DESIGN.md §4).
  spec.network = exec.network() == plan::NETWORK_NONE ? NetworkMode::None : NetworkMode::Host;
  spec.security =
      exec.security() == plan::SECURITY_INSECURE ? SecurityMode::Insecure : SecurityMode::Sandbox;
  for (const plan::HostEntry &host : exec.extra_hosts())
    spec.extraHosts.push_back({host.host(), host.ip()});
  for (const plan::Ulimit &limit : exec.ulimits())
    spec.ulimits.push_back({limit.name(), limit.soft(), limit.hard()});
  if (llvm::Error error = addSecretVariables())
    return error;
  if (planned.has_platform() && !planned.platform().architecture().empty()) {
    const plan::Platform &platform = planned.platform();
    Platform wanted;
    wanted.os = platform.os();
    wanted.architecture = platform.architecture();
    wanted.variant = platform.variant();
    spec.platform = wanted.normalized();
  }
  return addMounts();
}

llvm::Expected<FileDescriptor> ExecStep::select(FileDescriptor tree, llvm::StringRef selector) {
  selector = selector.trim('/');
  if (selector.empty() || selector == ".")
    return tree;
  auto inside = openInRoot(tree.get(), selector, O_PATH);
  if (!inside)
    return makeErrnoError(ExitCode::BuildFailed, "cannot mount '" + selector + "'",
                          inside.getError().value());
  FileDescriptor part(
      ::open_tree(inside->get(), "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH));
  if (!part)
    return makeErrnoError(ExitCode::Environment, "cannot mount '" + selector + "'", errno);
  return part;
}

llvm::Error ExecStep::addBind(const plan::Mount &mount) {
  const std::vector<LayerId> &chain = state.getChain(mount.input());
  FileDescriptor tree;
  if (mount.readonly()) {
    auto view = mountChain(state, step, chain);
    if (!view)
      return view.takeError();
    tree = std::move(view->mount);
  } else {
    auto snapshot = WritableSnapshot::create(state, step, chain);
    if (!snapshot)
      return snapshot.takeError();
    auto mounted = (*snapshot)->mountForCommand({});
    if (!mounted)
      return mounted.takeError();
    tree = std::move(*mounted);
    if (mount.output() >= 0)
      results[mount.output()] = std::move(*snapshot);
    else
      scratchUppers.push_back(std::move(*snapshot));
  }
  auto part = select(std::move(tree), mount.selector());
  if (!part)
    return part.takeError();
  SandboxMount added;
  added.kind = SandboxMount::Kind::Tree;
  added.target = mount.target();
  added.source = part->get();
  added.readOnly = mount.readonly();
  spec.mounts.push_back(std::move(added));
  trees.push_back(std::move(*part));
  return llvm::Error::success();
}

llvm::Expected<std::optional<std::string>> ExecStep::getSecret(llvm::StringRef id, bool optional) {
  std::optional<std::string> value;
  if (state.options.getSecret) {
    auto found = state.options.getSecret(id);
    if (!found)
      return found.takeError();
    value = std::move(*found);
  }
  if (value || optional)
    return value;
  return makeError(ExitCode::Usage, "the step needs the secret '" + id + "'",
                   "give it with --secret id=" + id + ",src=PATH or --secret id=" + id +
                       ",env=NAME");
}

llvm::Error ExecStep::addSecret(const plan::Mount &mount) {
  auto value = getSecret(mount.id(), mount.optional());
  if (!value)
    return value.takeError();
  if (!*value)
    return llvm::Error::success();
  SandboxMount added;
  added.kind = SandboxMount::Kind::File;
  added.target = mount.target();
  added.readOnly = true;
  added.content = std::move(**value);
  added.uid = mount.uid();
  added.gid = mount.gid();
  added.mode = mount.mode();
  spec.mounts.push_back(std::move(added));
  return llvm::Error::success();
}

llvm::Error ExecStep::addSecretVariables() {
  for (const plan::SecretEnv &variable : exec.secret_env()) {
    auto value = getSecret(variable.id(), variable.optional());
    if (!value)
      return value.takeError();
    if (*value)
      spec.env.push_back(variable.name() + "=" + **value);
  }
  return llvm::Error::success();
}

llvm::Error ExecStep::addAgent(const plan::Mount &mount) {
  std::string id = mount.id().empty() ? "default" : mount.id();
  auto found = state.options.agents.find(id);
  if (found == state.options.agents.end()) {
    if (mount.optional())
      return llvm::Error::success();
    return makeError(ExitCode::Usage, "the step needs the ssh agent '" + id + "'",
                     "give it with --ssh " + id);
  }
  auto proxy = AgentProxy::create({found->second, mount.uid(), mount.gid(), mount.mode()});
  if (!proxy)
    return proxy.takeError();
  SandboxMount added;
  added.kind = SandboxMount::Kind::Tree;
  added.target = mount.target();
  added.source = (*proxy)->getTree();
  spec.mounts.push_back(std::move(added));
  agents.push_back(std::move(*proxy));
  return llvm::Error::success();
}

llvm::Error ExecStep::addMounts() {
  for (const plan::Mount &mount : exec.mounts()) {
    if (mount.target() == "/") {
      if (!mount.selector().empty())
        return notSupported("a part of a file system as the root is");
      spec.readOnlyRoot = mount.readonly();
      rootOutput = mount.output();
      auto snapshot = WritableSnapshot::create(state, step, state.getChain(mount.input()));
      if (!snapshot)
        return snapshot.takeError();
      rootSnapshot = std::move(*snapshot);
      continue;
    }
    if (mount.kind() == plan::MOUNT_BIND) {
      if (llvm::Error error = addBind(mount))
        return error;
      continue;
    }
    if (mount.kind() == plan::MOUNT_SECRET) {
      if (llvm::Error error = addSecret(mount))
        return error;
      continue;
    }
    if (mount.kind() == plan::MOUNT_SSH) {
      if (llvm::Error error = addAgent(mount))
        return error;
      continue;
    }
    SandboxMount added;
    added.kind = SandboxMount::Kind::Tmpfs;
    added.target = mount.target();
    added.readOnly = mount.readonly();
    added.size = mount.tmpfs_size();
    spec.mounts.push_back(std::move(added));
  }
  return llvm::Error::success();
}

llvm::Error ExecStep::prepareRoot() {
  auto points = mountPointsFor(spec);
  if (!points)
    return points.takeError();
  auto mounted = rootSnapshot->mountForCommand(*points);
  if (!mounted)
    return mounted.takeError();
  root = std::move(*mounted);
  spec.root = root.get();
  return llvm::Error::success();
}

llvm::Error ExecStep::runCommand() {
  LogTail log(20);
  auto output = [&](OutputStream stream, llvm::StringRef bytes) {
    log.append(bytes);
    Event event;
    event.kind = EventKind::StepLog;
    event.stream = stream == OutputStream::Stderr ? LogStream::Stderr : LogStream::Stdout;
    event.vertex = step + 1;
    event.text = bytes;
    state.events.emit(event);
  };
  auto result = runSandbox(spec, output, state.cancellation.getFD());
  // The mounts end here, whatever happened: uppers are finished without them.
  root.reset();
  trees.clear();
  agents.clear();
  if (!result)
    return result.takeError();
  return checkResult(*result, log);
}

llvm::Error ExecStep::checkResult(const SandboxResult &result, const LogTail &log) {
  if (result.cancelled || state.cancellation.isCancelled())
    return makeError(ExitCode::Interrupted, "the build was interrupted");
  bool valid = exec.valid_exit_codes().empty()
                   ? result.exitCode == 0
                   : llvm::is_contained(exec.valid_exit_codes(), result.exitCode);
  if (valid && result.signal == 0 && result.startError.empty())
    return llvm::Error::success();
  CommandFailure failure;
  failure.exitCode = result.exitCode;
  failure.signal = result.signal;
  failure.oom = result.oom;
  failure.startError = result.startError;
  failure.lastLines = log.getLines();
  ErrorParts parts = takeError(makeCommandError(state.plan, planned, failure));
  return llvm::make_error<CommandError>(failure.describe(), parts.message, parts.hint);
}

llvm::Expected<std::vector<Chain>> ExecStep::commit() {
  std::vector<Chain> chains;
  scratchUppers.clear();
  for (unsigned i = 0; i < results.size(); ++i) {
    WritableSnapshot &snapshot = int(i) == rootOutput ? *rootSnapshot : *results[i];
    auto chain = snapshot.commit();
    if (!chain)
      return chain.takeError();
    chains.push_back(std::move(*chain));
  }
  return chains;
}

llvm::Expected<std::vector<Chain>> ExecStep::run() {
  if (llvm::Error error = checkSupported())
    return std::move(error);
  if (llvm::Error error = fillSpec())
    return std::move(error);
  if (llvm::Error error = prepareRoot())
    return std::move(error);
  if (llvm::Error error = runCommand())
    return std::move(error);
  return commit();
}

llvm::Expected<std::vector<Chain>> runExecStep(BuildState &state, unsigned step) {
  return ExecStep(state, step).run();
}

} // namespace imgc

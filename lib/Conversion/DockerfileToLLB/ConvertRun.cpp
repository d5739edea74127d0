//===- ConvertRun.cpp - RUN -----------------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "InstructionConverter.h"
#include "StepNames.h"

#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

namespace imgc::dockerfile {

static llvm::Error refuse(const llvm::Twine &message, Explanation explanation) {
  return makeSourceError(message, std::move(explanation));
}

//===----------------------------------------------------------------------===//
// Heredocs
//===----------------------------------------------------------------------===//

static std::string chompTabs(llvm::StringRef text) {
  std::string result;
  bool lineStart = true;
  for (char c : text) {
    if (lineStart && c == '\t')
      continue;
    lineStart = c == '\n';
    result += c;
  }
  return result;
}

/// First line of a heredoc, with dots when there are more.
static std::string summarize(llvm::StringRef text) {
  text = gotext::trimSpace(text);
  auto [first, rest] = text.split('\n');
  return first.rtrim('\r').str() + (text.contains('\n') ? "..." : "");
}

llvm::Error InstructionConverter::applyHeredocs(const RunStep &step, CommandLine &command,
                                                ExecSpec &spec, std::string &shown) {
  if (step.files.empty())
    return llvm::Error::success();
  if (command.args.size() != 1 || !command.prependShell)
    return refuse("parsing produced an invalid run command: " + llvm::join(command.args, " "),
                  {"a here-document belongs to a command in shell form", {"<<"}, {}});
  llvm::Expected<std::optional<Heredoc>> only = parseHeredocWord(command.args[0]);
  if (!only)
    return only.takeError();
  if (!*only) {
    // The shell gets the line with its bodies and sees to them itself.
    for (const RunStep::File &file : step.files)
      command.args[0] += "\n" + file.content + file.name;
    return llvm::Error::success();
  }
  const RunStep::File &file = step.files.front();
  std::string body = file.chomp ? chompTabs(file.content) : file.content;
  if (state.image.platform.os != "windows" && llvm::StringRef(body).starts_with("#!")) {
    mlir::Value script =
        emitter.mkfile({}, file.name, 0755, body, internal("preparing inline document"));
    ExecMount mount{"/dev/pipes/", script, "/"};
    mount.readOnly = true;
    spec.mounts.push_back(mount);
    command.args = {path::join("/dev/pipes/", file.name)};
  } else {
    command.args = {body};
  }
  shown += " (" + summarize(file.content) + ")";
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Mounts
//===----------------------------------------------------------------------===//

llvm::Error InstructionConverter::addSecret(const Mount &mount, ExecSpec &spec) {
  std::string id = mount.source.empty() ? mount.cacheId : mount.source;
  if (id.empty()) {
    if (mount.target.empty())
      return refuse(
          "one of source, target required",
          {"the secret mount does not say which secret", {"type=secret"}, {"add id=NAME"}});
    id = path::base(mount.target);
  }
  mlir::MLIRContext *mlir = location.getContext();
  if (mount.env)
    spec.secretEnv.push_back(llb::SecretEnvAttr::get(mlir, id, *mount.env, !mount.required));
  std::string target = mount.target;
  if (target.empty()) {
    if (mount.env)
      return llvm::Error::success();
    target = "/run/secrets/" + path::base(id);
  }
  bool anyOwner = mount.uid || mount.gid || mount.mode;
  uint32_t mode = anyOwner && mount.mode ? *mount.mode : 0400;
  auto secret = llb::SecretAttr::get(mlir, id, mount.uid.value_or(0), mount.gid.value_or(0), mode,
                                     !mount.required);
  spec.secretMounts.push_back(llb::MountAttr::getSecret(mlir, target, secret));
  return llvm::Error::success();
}

llvm::Error InstructionConverter::addSsh(const Mount &mount, ExecSpec &spec) {
  if (!mount.source.empty())
    return refuse("ssh does not support source", {"an ssh mount has no source",
                                                  {"source=" + mount.source, "src=", "source="},
                                                  {"'id' names the agent"}});
  mlir::MLIRContext *mlir = location.getContext();
  std::string target = mount.target;
  if (target.empty())
    target = "/run/buildkit/ssh_agent." + std::to_string(spec.sshMounts.size());
  auto ssh = llb::SSHAttr::get(mlir, mount.cacheId, mount.uid.value_or(0), mount.gid.value_or(0),
                               mount.mode ? *mount.mode : 0600, !mount.required);
  spec.sshMounts.push_back(llb::MountAttr::getSSH(mlir, target, ssh));
  return llvm::Error::success();
}

/// Why a mount would be at '/', which nothing can be.
static Explanation explainTarget(const Mount &mount, llvm::StringRef text) {
  // Of several targets the last one counts.
  std::string field;
  for (const std::string &candidate : gotext::parseCsv(text).fields) {
    std::string key = gotext::toLower(llvm::StringRef(candidate).split('=').first);
    if (key == "target" || key == "dst" || key == "destination")
      field = candidate;
  }
  if (field.empty())
    return {"the mount has no target", {text.str(), "--mount"}, {"add target=DIRECTORY"}};
  llvm::StringRef value = llvm::StringRef(field).split('=').second;
  if (mount.target.empty() && value.contains('$'))
    return {("the target '" + value + "' is empty").str(),
            {field},
            {"give the variable a value, with ARG or ENV in this stage"}};
  return {"nothing can be mounted at '/'", {field}, {"name a directory below it"}};
}

llvm::Error InstructionConverter::addMount(Mount mount, llvm::StringRef text, StageState *source,
                                           ExecSpec &spec) {
  ExecMount result;
  // A cache starts empty, or from a stage that is called `scratch`.
  bool fromContext = mount.from.empty() && mount.type != MountType::Cache;
  if (!fromContext)
    result.source = source->fs;
  else if (mount.type != MountType::Tmpfs)
    result.source = context.buildContext();
  if (mount.type == MountType::Tmpfs) {
    result.isTmpfs = true;
    result.tmpfsSize = mount.sizeLimit;
    result.source = {};
  }
  result.readOnly = mount.readOnly;
  result.noOutput = !mount.readOnly && mount.type == MountType::Bind;
  if (mount.type == MountType::Cache) {
    result.sharing = mount.sharing == MountSharing::Private  ? llb::CacheSharing::Private
                     : mount.sharing == MountSharing::Locked ? llb::CacheSharing::Locked
                                                             : llb::CacheSharing::Shared;
    std::string id = mount.cacheId.empty() ? path::clean(mount.target) : mount.cacheId;
    result.cacheId = context.cacheNamespace + "/" + id;
  }
  result.target = mount.target;
  if (!path::isAbsolute(path::clean(mount.target)))
    result.target = path::join("/", path::join(state.dir, mount.target));
  if (result.target == "/")
    return refuse("invalid mount target " + gotext::quote(result.target),
                  explainTarget(mount, text));
  std::string selector = path::join("/", mount.source);
  if (selector != "/") {
    result.selector = selector;
  } else if (mount.uid || mount.gid || mount.mode) {
    std::string owner =
        std::to_string(mount.uid.value_or(0)) + ":" + std::to_string(mount.gid.value_or(0));
    result.source =
        emitter.mkdir(result.source, "/cache", mount.mode.value_or(0755) & 0777,
                      /*parents=*/false, owner, -1, internal("setting cache mount permissions"));
    result.selector = "/cache";
  }
  if (fromContext)
    context.contextPaths.insert(selector);
  else
    source->paths->insert(selector);
  spec.mounts.push_back(std::move(result));
  return llvm::Error::success();
}

llvm::Error InstructionConverter::addMounts(const RunStep &step, ExecSpec &spec,
                                            std::vector<Mount> &parsed) {
  ShellOptions options;
  options.escape = context.escape;
  auto expand = [&](llvm::StringRef word) -> llvm::Expected<std::string> {
    llvm::Expected<ShellResult> result = processWord(word, state.env.lookup(), options);
    if (!result)
      return result.takeError();
    return std::move(result->result);
  };
  for (const std::string &text : step.mountSpecs) {
    llvm::Expected<Mount> mount = parseMount(text, expand);
    if (!mount)
      return mount.takeError();
    parsed.push_back(std::move(*mount));
  }
  llvm::Error errors = llvm::Error::success();
  for (size_t i = 0; i < parsed.size(); ++i) {
    const Mount &mount = parsed[i];
    StageState *source = i < step.mountSources.size() ? step.mountSources[i] : nullptr;
    bool isCache = mount.from.empty() && mount.type == MountType::Cache;
    if (!source && (isCache || !mount.from.empty())) {
      append(errors,
             refuse("cannot mount from stage " + gotext::quote(isCache ? "scratch" : mount.from) +
                        " to " + gotext::quote(mount.target) +
                        ", stage needs to be defined before current command",
                    {"the stage '" + (isCache ? "scratch" : mount.from) +
                         "' is not built before this command",
                     {"from=" + mount.from, "--mount"},
                     {"a mount can only come from a stage above"}}));
      continue;
    }
    llvm::Error error = mount.type == MountType::Secret ? addSecret(mount, spec)
                        : mount.type == MountType::Ssh
                            ? addSsh(mount, spec)
                            : addMount(mount, step.mountSpecs[i], source, spec);
    append(errors, std::move(error));
  }
  return errors;
}

//===----------------------------------------------------------------------===//
// The step
//===----------------------------------------------------------------------===//

llvm::Error InstructionConverter::addNetworkAndSecurity(const RunStep &step, ExecSpec &spec) {
  spec.network = state.network;
  if (step.network == "none")
    spec.network = llb::NetMode::None;
  else if (step.network == "host")
    spec.network = llb::NetMode::Host;
  else if (step.network != "default")
    return refuse("unsupported network mode " + gotext::quote(step.network), {});
  if (step.security == "insecure")
    spec.security = llb::SecurityMode::Insecure;
  else if (step.security != "sandbox")
    return refuse("unsupported security mode " + gotext::quote(step.security), {});
  return llvm::Error::success();
}

/// The instruction as its vertex is called: variables that are secrets are not shown.
std::string InstructionConverter::showRun(llvm::StringRef code,
                                          llvm::ArrayRef<Mount> mounts) const {
  ShellOptions options;
  options.escape = context.escape;
  options.rawQuotes = true;
  options.skipUnsetEnv = true;
  auto isSecret = [](const Mount &mount) { return mount.type == MountType::Secret && mount.env; };
  if (llvm::none_of(mounts, isSecret))
    return showInstruction(code, state.env.lookup(), options);
  StageEnv masked = state.env;
  for (const Mount &mount : mounts)
    if (isSecret(mount))
      masked.set(*mount.env, "****");
  return showInstruction(code, masked.lookup(), options);
}

/// `|2 A=1 B=2`: the ARGs in effect.
std::string InstructionConverter::getArgsForHistory() const {
  std::vector<std::string> words;
  llvm::StringMap<size_t> index;
  for (const DeclaredArg *arg : state.args.getElements()) {
    std::optional<std::string> value = state.env.get(arg->name);
    std::string word = arg->name + "=" + (value ? *value : arg->value.value_or(""));
    auto [entry, isNew] = index.try_emplace(arg->name, words.size());
    if (isNew)
      words.push_back(word);
    else
      words[entry->second] = word;
  }
  if (!words.empty())
    words.insert(words.begin(), "|" + std::to_string(words.size()));
  return llvm::join(words, " ");
}

const RunVariables &InstructionConverter::getRunVariables() {
  std::shared_ptr<const RunVariables> &known = state.runVariables;
  size_t stamp = state.env.getStamp(), numArgs = state.args.size();
  if (known && known->stamp == stamp && known->numArgs == numArgs)
    return *known;
  mlir::Builder builder(location.getContext());
  llvm::SmallVector<mlir::Attribute> entries;
  for (const std::string &entry : state.env.toEntries())
    entries.push_back(builder.getStringAttr(entry));
  mlir::ArrayAttr env = entries.empty() ? nullptr : builder.getArrayAttr(entries);
  known = std::make_shared<RunVariables>(RunVariables{stamp, numArgs, env, getArgsForHistory()});
  return *known;
}

llvm::Error InstructionConverter::run(const RunStep &step) {
  state.paths->insert("/"); // a command may read anything
  ExecSpec spec;
  CommandLine command = step.command;
  std::string shown = step.code;
  if (llvm::Error error = applyHeredocs(step, command, spec, shown))
    return error;
  spec.args = withShell(command);
  std::vector<Mount> mounts;
  if (llvm::Error error = addMounts(step, spec, mounts))
    return error;
  if (llvm::Error error = addNetworkAndSecurity(step, spec))
    return error;
  // Devices belong to the labs flavour of the front end.
  if (!step.devices.empty())
    return refuse(
        "device feature is only supported in Dockerfile frontend 1.14.0-labs or later",
        {"'--device' belongs to the labs flavour of Dockerfiles, which imgc does not have",
         {"--device"},
         {}});

  std::string name = nextStepName(state, showRun(shown, mounts), context.multiPlatform,
                                  state.imagePlatform, state.env);

  if (context.shmSize > 0) {
    ExecMount shm{"/dev/shm", {}, {}};
    shm.isTmpfs = true;
    shm.tmpfsSize = context.shmSize;
    spec.mounts.push_back(shm);
  }
  const RunVariables &variables = getRunVariables();
  spec.env = variables.env;
  if (!spec.sshMounts.empty() && !state.env.get("SSH_AUTH_SOCK")) {
    mlir::Builder builder(location.getContext());
    llvm::SmallVector<mlir::Attribute> entries;
    if (variables.env)
      entries.assign(variables.env.begin(), variables.env.end());
    entries.push_back(
        builder.getStringAttr("SSH_AUTH_SOCK=" + spec.sshMounts.front().getDest()));
    spec.env = builder.getArrayAttr(entries);
  }
  spec.cwd = state.dir;
  spec.user = state.user;
  spec.hostname = context.hostname;
  spec.cgroupParent = context.cgroupParent;
  spec.hosts = context.hosts;
  spec.ulimits = context.ulimits;
  spec.proxy = context.proxy;
  // BuildKit's client normalises what a state takes from its image.
  spec.platform = state.imagePlatform ? state.imagePlatform->normalized() : context.targetPlatform;
  state.fs = emitter.exec(state.fs, spec, {location, name, step.code, state.ignoreCache});
  std::string said = variables.history;
  if (!said.empty() && !spec.args.empty())
    said += " ";
  said += llvm::join(spec.args, " ");
  state.commit("RUN " + said + " # buildkit", true, context.epoch);
  return llvm::Error::success();
}

} // namespace imgc::dockerfile

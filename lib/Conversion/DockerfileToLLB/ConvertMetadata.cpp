//===- ConvertMetadata.cpp - Instructions that change the config ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GoFormat.h"
#include "InstructionConverter.h"
#include "Ports.h"
#include "StepNames.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/ImagePath.h"

#include "llvm/ADT/StringExtras.h"

namespace imgc::dockerfile {

VertexInfo InstructionConverter::internal(llvm::StringRef name) const {
  return {mlir::UnknownLoc::get(location.getContext()), ("[internal] " + name).str(), {}};
}

std::vector<std::string> InstructionConverter::withShell(const CommandLine &command) const {
  if (!command.prependShell)
    return command.args;
  std::vector<std::string> args = state.image.shell;
  if (args.empty())
    args = state.image.platform.os == "windows" ? std::vector<std::string>{"cmd", "/S", "/C"}
                                                : std::vector<std::string>{"/bin/sh", "-c"};
  args.push_back(llvm::join(command.args, " "));
  return args;
}

/// `KEY=value`, for the legacy form too.
static std::string formatPair(const KeyValue &pair) { return pair.key + "=" + pair.value; }

void InstructionConverter::env(llvm::ArrayRef<KeyValue> pairs) {
  std::string message = "ENV";
  for (const KeyValue &pair : pairs) {
    message += " " + formatPair(pair);
    state.env.setConfig(pair.key, pair.value);
    state.image.envChanges.push_back({pair.key, pair.value});
  }
  state.commit(message, false, context.epoch);
}

void InstructionConverter::arg(llvm::ArrayRef<DeclaredArg> values) {
  std::string message = "ARG";
  for (const DeclaredArg &value : values) {
    // These choose what is scanned and are nothing that a command sees.
    bool hidden =
        value.name == "BUILDKIT_SBOM_SCAN_CONTEXT" || value.name == "BUILDKIT_SBOM_SCAN_STAGE";
    if (value.value && !hidden)
      state.env.set(value.name, *value.value);
    state.args.push_back(value);
    message += " " + value.name + (value.value ? "=" + *value.value : "");
  }
  state.commit(message, false, context.epoch);
}

void InstructionConverter::label(llvm::ArrayRef<KeyValue> pairs) {
  std::string message = "LABEL";
  for (const KeyValue &pair : pairs) {
    state.image.labels.push_back({pair.key, pair.value});
    message += " " + formatPair(pair);
  }
  state.commit(message, false, context.epoch);
}

void InstructionConverter::user(llvm::StringRef name) {
  state.user = name.str();
  state.image.user = name.str();
  state.commit(("USER " + name).str(), false, context.epoch);
}

void InstructionConverter::maintainer(llvm::StringRef name) {
  state.image.author = name.str();
  state.commit(("MAINTAINER " + name).str(), false, context.epoch);
}

void InstructionConverter::cmd(const CommandLine &command) {
  state.image.cmd = withShell(command);
  state.image.argsEscaped = true;
  state.cmdSet = true;
  state.commit("CMD " + formatQuotedList(state.image.cmd), false, context.epoch);
}

void InstructionConverter::entrypoint(const CommandLine &command) {
  state.image.entrypoint = withShell(command);
  // A CMD of the base belonged to the base's entrypoint.
  if (!state.cmdSet)
    state.image.cmd.clear();
  state.commit("ENTRYPOINT " + formatQuotedList(state.image.entrypoint), false, context.epoch);
}

void InstructionConverter::shell(llvm::ArrayRef<std::string> command) {
  state.image.shell = command.vec();
  state.commit("SHELL " + formatList(command), false, context.epoch);
}

void InstructionConverter::onbuild(llvm::StringRef trigger) {
  state.image.onBuild.push_back(trigger.str());
}

void InstructionConverter::healthcheck(const Healthcheck &check) {
  state.image.healthcheck = check;
  state.commit("HEALTHCHECK " + formatHealthcheck(check), false, context.epoch);
}

llvm::Error InstructionConverter::expose(llvm::ArrayRef<std::string> words) {
  std::vector<std::string> all;
  context.numSources = 0;
  for (const std::string &word : words) {
    ++context.numSources;
    llvm::Expected<std::vector<std::string>> ports = parsePorts(word);
    if (!ports)
      return ports.takeError();
    llvm::append_range(all, *ports);
  }
  for (const std::string &port : all)
    state.image.exposedPorts.push_back(port);
  state.commit("EXPOSE " + formatList(all), false, context.epoch);
  return llvm::Error::success();
}

/// The word that became volume `index` and is empty now.
static Explanation explainVolume(llvm::StringRef code, size_t index, size_t count) {
  llvm::SmallVector<llvm::StringRef> words;
  llvm::SplitString(code, words);
  std::string usage = "expected: VOLUME DIRECTORY...";
  if (words.size() != count + 1 || words[1].starts_with("["))
    return {"a volume has no path", {}, {usage}};
  std::string word = words[index + 1].str();
  return {"the volume '" + word + "' is empty", {word}, {usage}};
}

llvm::Error InstructionConverter::volume(llvm::StringRef code,
                                         llvm::ArrayRef<std::string> paths) {
  for (const auto &[index, path] : llvm::enumerate(paths)) {
    if (path.empty())
      return makeSourceError("VOLUME specified can not be an empty string",
                             explainVolume(code, index, paths.size()));
    state.image.volumes.push_back(path);
  }
  state.commit("VOLUME " + formatList(paths), false, context.epoch);
  return llvm::Error::success();
}

llvm::Error InstructionConverter::stopsignal(llvm::StringRef signal) {
  if (!isValidSignal(signal))
    return makeSourceError("invalid signal: " + signal,
                           {("'" + signal + "' is no signal").str() + suggestSignal(signal),
                            {signal.str()},
                            {"expected a name such as SIGTERM, or a number from 1 to 64"}});
  state.image.stopSignal = signal.str();
  state.commit(("STOPSIGNAL " + signal).str(), false, context.epoch);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// WORKDIR
//===----------------------------------------------------------------------===//

llvm::Error InstructionConverter::setWorkdir(llvm::StringRef path) {
  ImagePaths paths(state.platform.os);
  llvm::Expected<std::string> normal =
      paths.normalize(state.image.workingDir, path, /*keepSlash=*/false);
  if (!normal)
    return addContext(normal.takeError(), "normalizing workdir: normalizing working directory");
  // The config separates as its OS does, LLB always by slashes.
  state.image.workingDir = paths.fromSlash(*normal);
  state.dir = *normal;
  return llvm::Error::success();
}

llvm::Error InstructionConverter::workdir(llvm::StringRef code, llvm::StringRef path) {
  state.workdirSet = true;
  if (llvm::Error error = setWorkdir(path))
    return error;
  bool withLayer = state.dir != "/";
  if (withLayer) {
    ShellOptions options;
    options.escape = context.escape;
    std::string name = nextStepName(state, showInstruction(code, state.env.lookup(), options),
                                    context.multiPlatform, state.platform, state.env);
    state.fs = emitter.mkdir(state.fs, state.dir, 0755, /*parents=*/true, state.image.user,
                             context.epochNs.value_or(-1), {location, name, {}});
  }
  state.commit("WORKDIR " + state.dir, withLayer, context.epoch);
  return llvm::Error::success();
}

} // namespace imgc::dockerfile

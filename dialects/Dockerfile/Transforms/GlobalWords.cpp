//===- GlobalWords.cpp - What FROM sees -----------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GlobalWords.h"

#include "imgc/Diagnostics/MLIR/Explain.h"
#include "imgc/Support/Error.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

void GlobalWords::setPlatformArgs(FileOp file) {
  Platform build = fromAttr(file.getBuildPlatformAttr());
  Platform target = fromAttr(file.getPlatformAttr());
  // TARGETSTAGE is the target as asked for, else the name of the last stage.
  std::string stage = file.getTarget().value_or("").str();
  if (stage.empty())
    for (StageOp op : file.getStages())
      stage = op.getStageName().value_or("").str();
  if (stage.empty())
    stage = "default";
  const std::pair<StringRef, std::string> defaults[] = {{"BUILDPLATFORM", build.str()},
                                                        {"BUILDOS", build.os},
                                                        {"BUILDOSVERSION", build.osVersion},
                                                        {"BUILDARCH", build.architecture},
                                                        {"BUILDVARIANT", build.variant},
                                                        {"TARGETPLATFORM", target.strAll()},
                                                        {"TARGETOS", target.os},
                                                        {"TARGETOSVERSION", target.osVersion},
                                                        {"TARGETARCH", target.architecture},
                                                        {"TARGETVARIANT", target.variant},
                                                        {"TARGETSTAGE", stage}};
  for (const auto &[name, value] : defaults) {
    auto given = buildArgs.find(name.str());
    args.set(name, given == buildArgs.end() ? value : given->second);
  }
}

LogicalResult GlobalWords::setEpoch(FileOp file) {
  const std::string name = "SOURCE_DATE_EPOCH";
  auto given = buildArgs.find(name);
  std::optional<std::string> inArgs = args.get(name);
  std::string value = given != buildArgs.end() ? given->second : inArgs.value_or("");
  if (given == buildArgs.end() && value.empty())
    return success();
  int64_t seconds = 0;
  // strconv.ParseInt takes a plus sign, getAsInteger does not.
  StringRef digits = value;
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-')
    digits = digits.drop_front();
  if (!value.empty() && digits.getAsInteger(10, seconds)) {
    FailureOr<std::optional<int64_t>> time = resolveEpoch(value);
    if (failed(time))
      return failure();
    seconds = time->value_or(0);
    if (!*time)
      value.clear();
  }
  std::string normal = value.empty() ? "" : std::to_string(seconds);
  if (given != buildArgs.end()) {
    if (normal.empty())
      buildArgs.erase(given);
    else
      given->second = normal;
  }
  if (inArgs) {
    if (normal.empty())
      args.erase(name);
    else
      args.set(name, normal);
  }
  return success();
}

void GlobalWords::readBuildArgs(FileOp file) {
  if (file.getBuildArgs())
    for (auto entry : file.getBuildArgs()->getAsRange<StringAttr>()) {
      auto [name, value] = entry.getValue().split('=');
      buildArgs[name.str()] = value.str();
    }
}

/// Where a default names its own ARG, the earlier definition counts.
static std::set<std::string> getReads(const GlobalWords &words, StringRef name,
                                      const ShellResult &result) {
  std::set<std::string> reads(result.matched.begin(), result.matched.end());
  if (!reads.erase(name.str()))
    return reads;
  if (auto old = words.definitions.find(name.str()); old != words.definitions.end())
    reads.insert(old->second.reads.begin(), old->second.reads.end());
  return reads;
}

LogicalResult GlobalWords::evaluate(FileOp file) {
  readBuildArgs(file);
  setPlatformArgs(file);
  ShellOptions options;
  options.escape = file.getEscapeChar();
  options.isGlobal = true;
  for (GlobalArgOp op : file.getBody().getOps<GlobalArgOp>())
    for (auto definition : op.getDefinitions().getAsRange<ArgAttr>()) {
      StringRef name = definition.getName().getValue();
      Definition made{"", definition.getDoc() ? definition.getDoc().str() : "", op.getLoc(), {}};
      auto given = buildArgs.find(name.str());
      if (given != buildArgs.end()) {
        made.value = given->second;
        args.set(name, made.value);
      } else if (definition.getValue()) {
        llvm::Expected<ShellResult> result =
            processWord(definition.getValue().getValue(), args.lookup(), options);
        if (!result) {
          ExplainedParts parts = takeExplained(result.takeError());
          explainCutWord(parts.explanation, op.getCode());
          return emitErrorAt(op.getLoc(), std::move(parts));
        }
        made.value = result->result;
        made.reads = getReads(*this, name, *result);
        args.set(name, made.value);
      }
      definitions.insert_or_assign(name.str(), std::move(made));
    }
  return setEpoch(file);
}

bool GlobalWords::evaluateDefaults(FileOp file, EnvList &args) {
  GlobalWords words;
  words.readBuildArgs(file);
  words.setPlatformArgs(file);
  ShellOptions options;
  options.escape = file.getEscapeChar();
  for (GlobalArgOp op : file.getBody().getOps<GlobalArgOp>())
    for (auto definition : op.getDefinitions().getAsRange<ArgAttr>()) {
      if (!definition.getValue())
        continue;
      llvm::Expected<ShellResult> result =
          processWord(definition.getValue().getValue(), words.args.lookup(), options);
      if (!result) {
        llvm::consumeError(result.takeError()); // an error where it is needed
        return false;
      }
      words.args.set(definition.getName().getValue(), result->result);
    }
  args = std::move(words.args);
  return true;
}

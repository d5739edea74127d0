//===- LinkChecks.cpp - Checks of FROM ------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LinkStages.h"

#include "dialects/Dockerfile/Transforms/Passes.h"
#include "imgc/Frontend/Dockerfile/Outline.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Reference.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

/// Every base has to be an image name without build arguments, too.
void StageLinker::checkDefaults() {
  EnvList defaults;
  if (!checks.isActive() || !GlobalWords::evaluateDefaults(file, defaults))
    return;
  ShellOptions options;
  options.escape = file.getEscapeChar();
  for (StageOp stage : file.getStages()) {
    llvm::Expected<ShellResult> name = processWord(stage.getFrom(), defaults.lookup(), options);
    if (!name)
      return llvm::consumeError(name.takeError()); // an error of linking
    llvm::Expected<Reference> reference = Reference::parseNormalized(name->result);
    if (reference)
      continue;
    llvm::consumeError(reference.takeError());
    checks.report(checks.getRules(), Rule::InvalidDefaultArgInFrom, stage.getLoc(),
                  "Default value for ARG " + stage.getFrom() +
                      " results in empty or invalid base image name",
                  stage.getFrom());
  }
}

llvm::Expected<ShellResult> StageLinker::expandFromWord(LinkNode &node, StringRef word,
                                                        const ShellOptions &options) {
  std::set<std::string> missed;
  auto lookup = [&](StringRef name) {
    std::optional<std::string> value = words.args.get(name);
    if (value)
      node.used.insert(name.str()); // for the outline
    else
      missed.insert(name.str());
    return value;
  };
  llvm::Expected<ShellResult> result = processWord(word, lookup, options);
  if (missed.empty() || !checks.isActive())
    return result;
  RuleSet rules = checks.getRules(node.op.getCommentsAttr());
  for (const std::string &name : missed) {
    if (words.definitions.count(name))
      continue;
    std::vector<std::string> known = words.args.names();
    for (const auto &[other, definition] : words.definitions)
      known.push_back(other);
    checks.report(rules, Rule::UndefinedArgInFrom, node.op.getLoc(),
                  describeUndefinedInFrom(name, known), name);
  }
  return result;
}

void StageLinker::checkPlatformWord(LinkNode &node, const ShellResult &expanded) {
  if (!checks.isActive())
    return;
  RuleSet rules = checks.getRules(node.op.getCommentsAttr());
  StringRef written = *node.op.getPlatformWord();
  bool isTarget = expanded.matched.size() == 1 && expanded.unmatched.empty() &&
                  expanded.matched.front() == "TARGETPLATFORM";
  if (isTarget && expanded.result == words.args.get("TARGETPLATFORM"))
    checks.report(rules, Rule::RedundantTargetPlatform, node.op.getLoc(),
                  "Setting platform to predefined " + written +
                      " in FROM is redundant as this is the default behavior",
                  written);
  if (!expanded.matched.empty() || !expanded.unmatched.empty())
    return;
  llvm::Expected<Platform> platform = Platform::parseExact(expanded.result);
  if (!platform)
    return llvm::consumeError(platform.takeError()); // an error of linking
  // A stage may be there for one platform, if its name says so.
  StringRef name = node.name;
  if (name.contains(platform->os) || name.contains(platform->architecture))
    return;
  checks.report(rules, Rule::FromPlatformFlagConstDisallowed, node.op.getLoc(),
                "FROM --platform flag should not use constant value " +
                    gotext::quote(expanded.result),
                written);
}

void StageLinker::checkImagePlatform(LinkNode &node) {
  if (!node.otherPlatform)
    return;
  // BuildKit has no place for an image that a mount names.
  Location location = node.op->hasAttr(mountSourceAttr)
                          ? Location(UnknownLoc::get(file.getContext()))
                          : node.op.getLoc();
  checks.report(checks.getRules(), Rule::InvalidBaseImagePlatform, location,
                "Base image " + node.getShownBase() + " was pulled with platform " +
                    gotext::quote(node.otherPlatform->normalized().strAll()) + ", expected " +
                    gotext::quote(node.platform->normalized().strAll()) + " for current build",
                node.baseName);
}

/// What the outline knows before instructions are looked at.
void StageLinker::noteGlobals() {
  OutlineCollector *outline = context.options.outline;
  if (!outline)
    return;
  for (const auto &[name, definition] : words.definitions)
    outline->globals[name] = {definition.value, definition.description,
                              getLines(definition.location), definition.reads};
  outline->target = target->op.getSymName().str();
  outline->targetIndex = target->op.getIndex();
  for (LinkNode *node : nodes) {
    OutlineCollector::Stage &stage = outline->stages[node->op.getSymName().str()];
    if (!node->replacement)
      stage.used.insert(node->used.begin(), node->used.end());
    if (node->base)
      stage.reads.push_back(node->base->op.getSymName().str());
    for (auto [dep, op] : node->deps)
      stage.reads.push_back(dep->op.getSymName().str());
  }
}

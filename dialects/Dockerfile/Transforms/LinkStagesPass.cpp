//===- LinkStagesPass.cpp - Resolving, triggers and the pass --*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LinkStages.h"

#include "dialects/Dockerfile/Transforms/Passes.h"
#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Diagnostics/MLIR/Explain.h"
#include "imgc/Frontend/Dockerfile/Import.h"
#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/Reference.h"

#include "mlir/IR/Threading.h"

#include <algorithm>
#include <deque>

namespace imgc::dockerfile {
#define GEN_PASS_DEF_LINKSTAGESPASS
#include "dialects/Dockerfile/Transforms/Passes.h.inc"
} // namespace imgc::dockerfile

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

namespace {
struct LinkStagesPass : imgc::dockerfile::impl::LinkStagesPassBase<LinkStagesPass> {
  using LinkStagesPassBase::LinkStagesPassBase;
  LinkStagesPass(const BuildOptions &options, SourceResolver &resolver)
      : given(&options), givenResolver(&resolver) {}
  LinkStagesPass(const LinkStagesPass &other)
      : LinkStagesPassBase(other), given(other.given), givenResolver(other.givenResolver) {}

  void runOnOperation() override;
  LogicalResult parse(BuildOptions &options, std::unique_ptr<SourceResolver> &resolver);

  const BuildOptions *given = nullptr;
  SourceResolver *givenResolver = nullptr;
};
} // namespace

LogicalResult LinkStagesPass::parse(BuildOptions &options,
                                    std::unique_ptr<SourceResolver> &resolver) {
  llvm::Expected<std::unique_ptr<SourceResolver>> made = readFileResolver(resolveFrom);
  if (!made)
    return getOperation().emitError() << takeError(made.takeError()).message;
  resolver = std::move(*made);
  for (const std::string &text : contexts) {
    auto [name, source] = StringRef(text).split('=');
    NamedContext &named = options.contexts.emplace_back();
    named.name = name.str();
    named.source = source.str();
  }
  options.lintAsWarnings = checks;
  for (const std::string &name : noCache)
    if (name == "*")
      options.noCache = true;
    else
      options.noCacheStages.push_back(name);
  return success();
}

void LinkStagesPass::runOnOperation() {
  BuildOptions parsed;
  std::unique_ptr<SourceResolver> resolver;
  if (!given && failed(parse(parsed, resolver)))
    return signalPassFailure();
  const BuildOptions &options = given ? *given : parsed;
  for (FileOp file : getOperation().getOps<FileOp>())
    if (failed(linkStages(file, options, given ? *givenResolver : *resolver)))
      return signalPassFailure();
}

LogicalResult imgc::dockerfile::linkStages(FileOp file, const BuildOptions &options,
                                           SourceResolver &resolver) {
  return StageLinker(file, options, resolver).run();
}

std::unique_ptr<Pass> imgc::dockerfile::createLinkStagesPass(const BuildOptions &options,
                                                             SourceResolver &resolver) {
  return std::make_unique<LinkStagesPass>(options, resolver);
}

//===----------------------------------------------------------------------===//
// The worklist
//===----------------------------------------------------------------------===//

void StageLinker::markReached() {
  reached.clear();
  reached.insert(target);
  for (size_t next = 0; next < reached.size(); ++next) {
    LinkNode *node = reached[next];
    if (node->base)
      reached.insert(node->base);
    for (auto [dep, op] : node->deps)
      reached.insert(dep);
  }
}

/// Names that people mean when they mistype one.
static std::vector<std::string> getCommonImages() {
  std::vector<std::string> names;
  for (std::string name : {"alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora"})
    // BuildKit forgets the slash of docker.io/library/, and its text is the judge.
    for (const std::string &spelling : {name, "docker.io/library" + name, name + ":latest",
                                        "docker.io/library" + name + ":latest"})
      names.push_back(spelling);
  return names;
}

/// BuildKit counts each time that it looks at a stage without need.
void StageLinker::noteLook(LinkNode &node) {
  if (node.baseName == "scratch" && !node.replacement)
    return;
  Builder builder(file.getContext());
  int64_t looks = 0;
  if (auto before = node.op->getAttrOfType<IntegerAttr>(stepsBeforeAttr))
    looks = before.getInt();
  node.op->setAttr(stepsBeforeAttr, builder.getI64IntegerAttr(looks + 1));
  node.fullName = llvm::cantFail(Reference::parseNormalized(node.baseName)).withDefaultTag().str();
}

/// An image that only a --from names, and that was looked at before it was
/// reached, is taken by its name: BuildKit does not come back to it.
void StageLinker::keepUnresolved(LinkNode &node) {
  Builder builder(file.getContext());
  node.platform = node.platform.value_or(context.target);
  node.resolvedBase =
      ImageBaseAttr::get(file.getContext(), builder.getStringAttr(node.fullName),
                         builder.getStringAttr(node.baseName), builder.getStringAttr("{}"), {});
}

/// What is probably meant by the name of an image that does not exist.
std::string StageLinker::suggestBase(const LinkNode &node) const {
  if (!node.notFound)
    return "";
  std::vector<std::string> names = getNames();
  for (std::string &name : getCommonImages())
    names.push_back(std::move(name));
  SmallVector<StringRef> options(names.begin(), names.end());
  std::string found = findSuggestion(node.getShownBase(), options, /*caseSensitive=*/true);
  return found.empty() ? "" : " (did you mean " + found + "?)";
}

/// An image could not be had. All that cannot are reported: people would have
/// to fix them one by one otherwise.
void StageLinker::reportBase(LinkNode &node, ExplainedParts parts, bool suggests) {
  bool isExplained = this->isExplained();
  std::string suggestion = suggests && isExplained ? suggestBase(node) : "";
  Explanation &explanation = parts.explanation;
  std::string plain = explanation.message.empty() ? parts.message : explanation.message;
  explanation.message = plain + suggestion;
  if (node.implicit)
    explanation.marks = {"from=" + node.baseName, node.baseName};
  else
    explanation.marks = {node.op->getAttrOfType<StringAttr>("from").str(), node.baseName};
  if (!parts.hint.empty())
    explanation.notes.push_back(parts.hint);
  InFlightDiagnostic diagnostic = mlir::emitError(explainAt(node.op.getLoc(), explanation))
                                  << parts.message << suggestion;
  if (isExplained)
    noteOrigins(diagnostic, node);
}

LogicalResult StageLinker::resolveReached() {
  std::vector<LinkNode *> work;
  std::deque<std::pair<LinkNode *, ExplainedParts>> malformed;
  LinkNode *last = nullptr;
  for (LinkNode *node : nodes) {
    if (node->base || node->resolved)
      continue;
    if (node->baseName != "scratch" || node->replacement)
      last = node;
    if (llvm::Error error = checkBaseName(*node)) {
      malformed.emplace_back(node, takeExplained(std::move(error)));
    } else if (isLive(node)) {
      node->resolved = true;
      if (node->implicit && !node->fullName.empty())
        keepUnresolved(*node);
      else
        work.push_back(node);
    } else {
      noteLook(*node);
    }
  }
  // BuildKit resolves them at the same time, and begins with the last one.
  if (malformed.size() > 1 && malformed.back().first == last)
    std::rotate(malformed.begin(), std::prev(malformed.end()), malformed.end());
  std::vector<std::optional<ExplainedParts>> failures(work.size());
  parallelFor(file.getContext(), 0, work.size(), [&](size_t index) {
    llvm::Error error = resolveBase(context, *work[index]);
    if (error)
      failures[index] = takeExplained(std::move(error));
  });
  // All are resolved, and checked, even when one fails.
  for (size_t index = 0; index < work.size(); ++index)
    if (!failures[index])
      checkImagePlatform(*work[index]);
  for (auto &[node, parts] : malformed)
    reportBase(*node, std::move(parts), /*suggests=*/false);
  bool anyFailed = !malformed.empty();
  for (size_t index = 0; index < work.size(); ++index)
    if (failures[index]) {
      anyFailed = true;
      reportBase(*work[index], std::move(*failures[index]), /*suggests=*/true);
      work[index]->op->setAttr(unresolvedAttr, UnitAttr::get(file.getContext()));
      keepUnresolved(*work[index]);
    }
  if (!anyFailed)
    return success();
  // What else is wrong in a file does not depend on the platform.
  const BuildOptions &options = context.options;
  if (!malformed.empty() || !options.deferErrors || options.answersOnly ||
      options.platforms.size() > 1)
    return failure();
  checks.stop();
  file->setAttr(unresolvedAttr, UnitAttr::get(file.getContext()));
  return success();
}

LogicalResult StageLinker::spliceTrigger(LinkNode &node, StringRef text, Value &state,
                                         bool &changed) {
  DiagnosticEngine diagnostics;
  std::unique_ptr<Instruction> trigger = parseOnbuildTrigger(text, diagnostics);
  if (!trigger) {
    const Diagnostic *error = diagnostics.getFirstError();
    InFlightDiagnostic diagnostic = emitErrorAt(
        node.op.getLoc(), makeSourceError(error ? error->getPeerMessage()
                                                : "onbuild trigger should be a single expression",
                                          {"a trigger of the base cannot be used: " +
                                               (error ? error->getPlainMessage() : "it is empty"),
                                           {node.op.getFrom().str()},
                                           {"the trigger is: ONBUILD " + text.str()}}));
    return diagnostic;
  }
  OpBuilder builder(node.op.getContext());
  if (Operation *before = state.getDefiningOp())
    builder.setInsertionPointAfter(before);
  else
    builder.setInsertionPointToStart(&node.op.getBody().front());
  Value next = importInstruction(builder, node.op.getLoc(), *trigger, state, /*onbuild=*/true);
  if (!next)
    return mlir::emitError(node.op.getLoc()) << "invalid onbuild trigger '" << text << "'";
  state.replaceAllUsesExcept(next, next.getDefiningOp());
  state = next;
  node.steps += !node.implicit;
  size_t before = node.deps.size();
  if (failed(linkInstruction(node, *next.getDefiningOp())))
    return failure();
  changed |= node.deps.size() != before;
  return success();
}

ArrayRef<std::string> StageLinker::getOwnTriggers(LinkNode &node) {
  if (!node.ownTriggers) {
    node.ownTriggers.emplace();
    for (Operation &op : node.op.getInstructions())
      if (auto onbuild = dyn_cast<OnbuildOp>(op))
        node.ownTriggers->push_back(onbuild.getTrigger().str());
  }
  return *node.ownTriggers;
}

LogicalResult StageLinker::spliceTriggers(bool &changed) {
  // In order of the file, so that a base is complete before its children.
  std::vector<LinkNode *> order = nodes;
  for (LinkNode *node : order) {
    // BuildKit reads the triggers of images that only a --from names and of contexts in the
    // place of a stage, too, although they never run.
    if (!reached.contains(node) || node->onbuildDone)
      continue;
    node->onbuildDone = true;
    std::vector<std::string> triggers = node->triggers;
    if (node->base)
      llvm::append_range(triggers, getOwnTriggers(*node->base));
    Value state = node->op.getBaseState();
    for (const std::string &trigger : triggers)
      if (failed(spliceTrigger(*node, trigger, state, changed)))
        return failure();
  }
  return success();
}

//===- LinkStages.cpp - Nodes, edges, cycles and order --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LinkStages.h"

#include "EpochSource.h"

#include "dialects/Dockerfile/Transforms/Passes.h"
#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

StageLinker::StageLinker(FileOp file, const BuildOptions &options, SourceResolver &resolver)
    : file(file), context{options,
                          resolver,
                          file.getContext(),
                          fromAttr(file.getPlatformAttr()),
                          fromAttr(file.getBuildPlatformAttr()),
                          file.getImplicitPlatform()},
      checks(file, options) {}

std::vector<std::string> StageLinker::getNames() const {
  std::vector<std::string> names;
  for (const LinkNode *node : nodes)
    if (!node->displayName.empty())
      names.push_back(node->displayName);
  return names;
}

/// ` (did you mean x?)`, or nothing.
static std::string suggest(StringRef word, ArrayRef<std::string> names) {
  SmallVector<StringRef> options(names.begin(), names.end());
  std::string found = findSuggestion(word, options, /*caseSensitive=*/true);
  return found.empty() ? "" : " (did you mean " + found + "?)";
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

void StageLinker::addNode(LinkNode &node) {
  nodes.push_back(&node);
  // The name in FROM is compared as written, unlike that of COPY --from.
  node.base = byName.lookup(node.baseName);
  if (!node.name.empty())
    byName[node.name] = &node;
}

LinkNode *StageLinker::findByName(StringRef name) { return byName.lookup(gotext::toLower(name)); }

LinkNode &StageLinker::makeImplicit(StringRef name, Location location) {
  OpBuilder builder = OpBuilder::atBlockEnd(&file.getBody().front());
  std::string symbol;
  do
    symbol = "implicit_" + std::to_string(numImplicit++);
  while (mlir::SymbolTable::lookupSymbolIn(file, symbol));
  auto op =
      StageOp::create(builder, location, builder.getStringAttr(symbol), builder.getStringAttr(name),
                      StringAttr(), StringAttr(), builder.getI64IntegerAttr(nodes.size()),
                      builder.getUnitAttr(), builder.getStringAttr(""), StringAttr(), ArrayAttr(),
                      Attribute(), PlatformAttr(), StringAttr(), IntegerAttr(), UnitAttr());
  Block *block = builder.createBlock(&op.getBody());
  EndOp::create(builder, location,
                block->addArgument(StateType::get(builder.getContext()), location));
  LinkNode &node = storage.emplace_back();
  node.op = op;
  node.implicit = true;
  node.baseName = name.str();
  addNode(node);
  return node;
}

LogicalResult StageLinker::expandFrom(LinkNode &node) {
  ShellOptions options;
  options.escape = file.getEscapeChar();
  llvm::Expected<ShellResult> name = expandFromWord(node, node.op.getFrom(), options);
  if (!name)
    return node.op.emitError() << takeError(name.takeError()).message;
  if (name->result.empty())
    return node.op.emitError() << "base name (" << node.op.getFrom() << ") should not be blank";
  node.baseName = name->result;
  return node.op.getPlatformWord() ? expandPlatform(node) : success();
}

LogicalResult StageLinker::expandPlatform(LinkNode &node) {
  ShellOptions options;
  options.escape = file.getEscapeChar();
  StringRef word = *node.op.getPlatformWord();
  llvm::Expected<ShellResult> text = expandFromWord(node, word, options);
  if (!text)
    return node.op.emitError() << "failed to process arguments for platform : "
                               << takeError(text.takeError()).message;
  checkPlatformWord(node, *text);
  std::string hint;
  for (const std::string &name : text->unmatched)
    if (hint.empty())
      hint = suggest(name, words.args.names());
  if (text->result.empty())
    return node.op.emitError() << "empty platform value from expression " << word << hint;
  llvm::Expected<Platform> platform = Platform::parseExact(text->result);
  if (!platform)
    return node.op.emitError() << "failed to parse platform " << word << ": "
                               << takeError(platform.takeError()).message << hint;
  node.platform = *platform;
  return success();
}

/// The steps that `[n/total]` counts.
static int64_t countSteps(StageOp stage) {
  int64_t steps = 0;
  for (Operation &op : stage.getInstructions())
    steps += isa<AddOp, CopyOp, RunOp, WorkdirOp>(op);
  return steps;
}

LogicalResult StageLinker::buildNodes() {
  for (StageOp op : file.getStages()) {
    LinkNode &node = storage.emplace_back();
    node.op = op;
    node.name = op.getStageName().value_or("").str();
    node.displayName = node.name;
    if (failed(expandFrom(node)))
      return failure();
    if (!node.name.empty()) {
      llvm::Expected<const NamedContext *> named =
          findNamedContext(context, node.name, node.platform);
      if (!named)
        return op.emitError() << takeError(named.takeError()).message;
      node.replacement = *named;
    } else {
      node.displayName = "stage-" + std::to_string(nodes.size());
    }
    addNode(node);
    if (node.replacement) {
      node.base = nullptr;
      continue;
    }
    node.steps = countSteps(op) + (node.baseName != "scratch" && !node.base);
    bool noCache = context.options.noCache;
    for (const std::string &name : context.options.noCacheStages)
      noCache |= StringRef(name).equals_insensitive(node.name);
    op.setNoCache(noCache);
  }
  if (nodes.empty())
    return file.emitError("dockerfile contains no stages to build");
  return success();
}

LogicalResult StageLinker::findTarget() {
  StringRef wanted = file.getTarget().value_or("");
  target = wanted.empty() ? nodes.back() : findByName(wanted);
  if (target)
    return success();
  return file.emitError() << "target stage " << gotext::quote(wanted) << " could not be found"
                          << suggest(wanted, getNames());
}

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

LogicalResult StageLinker::linkCopy(LinkNode &node, CopyOp copy) {
  StringRef from = copy.getFrom().value_or("");
  if (from.empty())
    return success();
  ShellOptions options;
  options.escape = file.getEscapeChar();
  llvm::Expected<ShellResult> expanded =
      processWord(from, [](StringRef) { return std::nullopt; }, options);
  if (!expanded)
    return copy.emitError() << takeError(expanded.takeError()).message;
  if (expanded->result != from)
    return copy.emitError("variable expansion is not supported for --from, define a new stage "
                          "with FROM using ARG from global scope as a workaround");
  LinkNode *source = nullptr;
  int64_t index;
  StringRef digits = from;
  if (digits.size() > 1 && digits[0] == '+' && digits[1] != '-')
    digits = digits.drop_front();
  if (digits.getAsInteger(10, index)) {
    source = findByName(from);
    if (!source)
      source = &makeImplicit(from, copy.getLoc());
  } else {
    if (index < 0 || index >= static_cast<int64_t>(nodes.size()))
      return copy.emitError() << "invalid stage index " << index;
    source = nodes[index];
  }
  copy.setFromStageAttr(FlatSymbolRefAttr::get(source->op.getSymNameAttr()));
  node.deps.emplace_back(source, copy);
  return success();
}

void StageLinker::linkRun(LinkNode &node, RunOp run) {
  if (!run.getMounts())
    return;
  SmallVector<Attribute> stages;
  for (auto mount : run.getMounts()->getAsRange<MountAttr>()) {
    StringRef from = mount.getFrom() ? mount.getFrom().getValue() : StringRef("scratch");
    LinkNode *source = findByName(from);
    if (!source) {
      source = &makeImplicit(from, run.getLoc());
      source->op->setAttr(mountSourceAttr, UnitAttr::get(run.getContext()));
    }
    stages.push_back(FlatSymbolRefAttr::get(source->op.getSymNameAttr()));
    node.deps.emplace_back(source, run);
  }
  run.setMountStagesAttr(ArrayAttr::get(run.getContext(), stages));
}

LogicalResult StageLinker::linkInstruction(LinkNode &node, Operation &op) {
  if (auto copy = dyn_cast<CopyOp>(op))
    return linkCopy(node, copy);
  if (auto run = dyn_cast<RunOp>(op))
    linkRun(node, run);
  return success();
}

LogicalResult StageLinker::checkCycles() {
  // Depth-first with a stack of our own: input decides how deep it goes.
  llvm::DenseSet<LinkNode *> visited, onPath;
  struct Frame {
    LinkNode *node;
    size_t next = 0;
  };
  for (LinkNode *start : nodes) {
    if (!visited.insert(start).second)
      continue;
    std::vector<Frame> path{{start}};
    onPath.insert(start);
    while (!path.empty()) {
      Frame &frame = path.back();
      if (frame.next == frame.node->deps.size()) {
        onPath.erase(frame.node);
        path.pop_back();
        continue;
      }
      LinkNode *dep = frame.node->deps[frame.next++].first;
      if (onPath.contains(dep)) {
        // BuildKit keeps the last instruction that names a stage.
        auto locate = [](const Frame &step) {
          LinkNode *via = step.node->deps[step.next - 1].first;
          Operation *last = nullptr;
          for (auto [other, op] : step.node->deps)
            if (other == via)
              last = op;
          return last->getLoc();
        };
        InFlightDiagnostic diagnostic = mlir::emitError(locate(path.front()))
                                        << "circular dependency detected on stage: "
                                        << start->displayName;
        for (const Frame &step : llvm::drop_begin(path))
          diagnostic.attachNote(locate(step)) << "which goes on here";
        return diagnostic;
      }
      if (visited.insert(dep).second) {
        onPath.insert(dep);
        path.push_back({dep});
      }
    }
  }
  return success();
}

/// A mount of `run` reads `source`, which is not built yet.
static LogicalResult reportLateMount(RunOp run, StageOp source) {
  for (auto [mount, stage] : llvm::zip(run.getMounts()->getAsRange<MountAttr>(),
                                       run.getMountStages()->getAsRange<FlatSymbolRefAttr>())) {
    if (stage.getAttr() != source.getSymNameAttr())
      continue;
    // Variables in the target are not known yet; it is shown as written.
    llvm::Expected<Mount> parsed =
        parseMount(mount.getSpec().getValue(),
                   [](StringRef word) -> llvm::Expected<std::string> { return word.str(); });
    std::string from = mount.getFrom() ? mount.getFrom().str() : "scratch", to;
    if (parsed)
      to = parsed->target;
    else
      llvm::consumeError(parsed.takeError());
    return run.emitError() << "cannot mount from stage \"" << from << "\" to \"" << to
                           << "\", stage needs to be defined before current command";
  }
  return failure();
}

LogicalResult StageLinker::checkOrder() {
  llvm::DenseMap<LinkNode *, size_t> place;
  for (const auto &[index, node] : llvm::enumerate(nodes))
    place[node] = index;
  for (LinkNode *node : nodes) {
    if (!isLive(node) || node->replacement || node->implicit)
      continue;
    for (auto [dep, op] : node->deps) {
      bool ready = dep->implicit || dep->replacement || place[dep] < place[node];
      if (ready)
        continue;
      if (auto copy = dyn_cast<CopyOp>(op))
        return mlir::emitError(op->getLoc())
               << "cannot copy from stage \"" << *copy.getFrom()
               << "\", it needs to be defined before current stage \"" << node->displayName << "\"";
      return reportLateMount(cast<RunOp>(op), dep->op);
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

void StageLinker::writeBase(LinkNode &node) {
  StageOp op = node.op;
  Builder builder(file.getContext());
  if ((node.replacement || node.implicit) && !this->context.options.allStages) {
    // The context stands for the stage, or nobody builds on the image: no instruction runs.
    SmallVector<Attribute> reaches;
    for (auto [dep, reader] : node.deps)
      reaches.push_back(FlatSymbolRefAttr::get(dep->op.getSymNameAttr()));
    if (!reaches.empty())
      op->setAttr(reachesAttr, builder.getArrayAttr(reaches));
    op.getEnd().getStateMutable().assign(op.getBaseState());
    SmallVector<Operation *> instructions;
    for (Operation &instruction : op.getInstructions())
      instructions.push_back(&instruction);
    for (Operation *instruction : llvm::reverse(instructions))
      instruction->erase();
  }
  if (node.base)
    op.setBaseAttr(StageBaseAttr::get(file.getContext(),
                                      FlatSymbolRefAttr::get(node.base->op.getSymNameAttr())));
  else
    op.setBaseAttr(node.resolvedBase);
  // A stage has the platform of what it starts from.
  const LinkNode *root = &node;
  while (root->base)
    root = root->base;
  // BuildKit knows none for stages on a context that says none.
  bool unknown = root != &node && root->replacement;
  Platform platform = root->platform.value_or(unknown ? Platform() : context.target);
  op.setPlatformAttr(toAttr(file.getContext(), platform));
  op.setStepTotalAttr(builder.getI64IntegerAttr(node.steps));
  op.setDisplayNameAttr(builder.getStringAttr(node.displayName));
}

void StageLinker::writeResults() {
  Builder builder(file.getContext());
  for (LinkNode *node : nodes) {
    node->op.setFromAttr(builder.getStringAttr(node->baseName));
    if (isLive(node))
      writeBase(*node);
    else
      node->op->removeAttr(stepsBeforeAttr); // nobody counts its steps
  }
  SmallVector<Attribute> args, buildArgs;
  for (const std::string &entry : words.args.toEntries())
    args.push_back(builder.getStringAttr(entry));
  for (const auto &[name, value] : words.buildArgs)
    buildArgs.push_back(builder.getStringAttr(name + "=" + value));
  file.setGlobalArgsAttr(builder.getArrayAttr(args));
  file.setBuildArgsAttr(builder.getArrayAttr(buildArgs));
  file.setTargetStageAttr(FlatSymbolRefAttr::get(target->op.getSymNameAttr()));
}

LogicalResult StageLinker::run() {
  if (!file.getPlatformAttr())
    return file.emitError("the file is not instantiated; run 'dockerfile-instantiate' first");
  if (file.getTargetStageAttr())
    return file.emitError("the file is linked already");
  checkDefaults();
  words.resolveEpoch = [this](StringRef value) {
    return resolveEpochSource(file, value, words, context);
  };
  if (failed(words.evaluate(file)) || failed(buildNodes()) || failed(findTarget()))
    return failure();
  // Implicit stages are appended while this loop runs; they have no instructions. What stands in
  // a stage that a context replaces counts: BuildKit looks at it before it loads the context.
  for (size_t index = 0; index < nodes.size(); ++index) {
    LinkNode &node = *nodes[index];
    for (Operation &op : node.op.getInstructions())
      if (failed(linkInstruction(node, op)))
        return failure();
  }
  if (failed(checkCycles()))
    return failure();
  if (nodes.size() == 1)
    nodes.front()->displayName.clear();
  bool changed = true;
  while (changed) {
    changed = false;
    markReached();
    if (failed(resolveReached()) || failed(spliceTriggers(changed)))
      return failure();
  }
  markReached();
  // Lowering refuses what comes too late itself, so that what stands before is
  // refused first.
  if (!context.options.deferErrors && failed(checkOrder()))
    return failure();
  writeResults();
  noteGlobals();
  return success();
}

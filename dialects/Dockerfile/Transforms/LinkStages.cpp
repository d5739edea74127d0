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
#include "imgc/Diagnostics/MLIR/Explain.h"
#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
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

static SmallVector<StringRef> toRefs(ArrayRef<std::string> texts) {
  return SmallVector<StringRef>(texts.begin(), texts.end());
}

/// BuildKit's ` (did you mean x?)`, or nothing.
static std::string suggest(StringRef word, ArrayRef<std::string> names) {
  std::string found = findSuggestion(word, toRefs(names), /*caseSensitive=*/true);
  return found.empty() ? "" : " (did you mean " + found + "?)";
}

static std::string quoted(const Twine &text) { return ("'" + text + "'").str(); }

//===----------------------------------------------------------------------===//
// Where things come from
//===----------------------------------------------------------------------===//

void StageLinker::noteVariable(InFlightDiagnostic &diagnostic, StringRef name) {
  if (auto found = words.definitions.find(name.str()); found != words.definitions.end()) {
    diagnostic.attachNote(found->second.location)
        << quoted(name) << " is declared here without a value; --build-arg " << name
        << "=VALUE gives it one";
    return;
  }
  for (StageOp stage : file.getStages())
    for (Operation &op : stage.getInstructions()) {
      auto arg = dyn_cast<ArgOp>(op);
      bool declares =
          arg && llvm::any_of(arg.getDefinitions().getAsRange<ArgAttr>(),
                              [&](ArgAttr given) { return given.getName().getValue() == name; });
      if (!declares)
        continue;
      diagnostic.attachNote(op.getLoc()) << "this ARG belongs to its stage; one that FROM is to "
                                            "see stands before the first FROM";
      return;
    }
  std::vector<std::string> known = words.args.names();
  diagnostic.attachNote(file.getLoc()) << quoted(name) << " is not declared"
                                       << describeNearest(name, toRefs(known))
                                       << "; write ARG " << name << " before the first FROM";
}

void StageLinker::noteOrigins(InFlightDiagnostic &diagnostic, LinkNode &node) {
  for (const std::string &name : node.unset)
    noteVariable(diagnostic, name);
  for (StageOp stage : file.getStages()) {
    bool later = !node.implicit && !node.baseName.empty() && stage.getIndex() > node.op.getIndex();
    if (!later || stage.getStageName().value_or("") != node.baseName)
      continue;
    diagnostic.attachNote(stage.getLoc())
        << "the stage " << quoted(node.baseName)
        << " begins here; a stage can only start from one above it";
    return;
  }
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

void StageLinker::addNode(LinkNode &node) {
  nodes.push_back(&node);
  // The name in FROM is compared as written, unlike that of COPY --from.
  node.base = byName.lookup(node.baseName);
  if (node.base)
    node.root = node.base->root;
  if (!node.name.empty())
    byName[node.name] = &node;
}

LinkNode *StageLinker::findByName(StringRef name) { return byName.lookup(gotext::toLower(name)); }

LinkNode &StageLinker::makeImplicit(StringRef name, Location location) {
  OpBuilder builder = OpBuilder::atBlockEnd(&file.getBody().front());
  if (symbols.empty())
    for (StageOp stage : file.getStages())
      symbols.insert(stage.getSymName());
  std::string symbol;
  do
    symbol = "implicit_" + std::to_string(numImplicit++);
  while (!symbols.insert(symbol).second);
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
  options.isGlobal = true;
  llvm::Expected<ShellResult> name = expandFromWord(node, node.op.getFrom(), options);
  if (!name)
    return emitErrorAt(node.op.getLoc(), name.takeError());
  node.unset = name->unmatched;
  if (name->result.empty()) {
    std::string from = node.op.getFrom().str();
    InFlightDiagnostic diagnostic =
        emitErrorAt(node.op.getLoc(),
                    makeSourceError("base name (" + from + ") should not be blank",
                                    {"the image name " + quoted(from) + " is empty", {from}, {}}));
    if (isExplained())
      noteOrigins(diagnostic, node);
    return diagnostic;
  }
  node.baseName = name->result;
  return node.op.getPlatformWord() ? expandPlatform(node) : success();
}

LogicalResult StageLinker::expandPlatform(LinkNode &node) {
  ShellOptions options;
  options.escape = file.getEscapeChar();
  options.isGlobal = true;
  StringRef word = *node.op.getPlatformWord();
  llvm::Expected<ShellResult> text = expandFromWord(node, word, options);
  if (!text)
    return emitErrorAt(node.op.getLoc(),
                       addContext(text.takeError(), "failed to process arguments for platform ",
                                  ExitCode::SourceError));
  checkPlatformWord(node, *text);
  node.unset.insert(node.unset.end(), text->unmatched.begin(), text->unmatched.end());
  auto refuse = [&](const Twine &message, const Twine &plain, ArrayRef<std::string> notes) {
    InFlightDiagnostic diagnostic = emitErrorAt(
        node.op.getLoc(),
        makeSourceError(message, {plain.str(), {("--platform=" + word).str(), word.str()}, notes}));
    if (isExplained())
      noteOrigins(diagnostic, node);
    return failure();
  };
  std::string hint;
  for (const std::string &name : text->unmatched)
    if (hint.empty())
      hint = suggest(name, words.args.names());
  if (text->result.empty())
    return refuse("empty platform value from expression " + word + hint,
                  "the platform " + quoted(word) + " is empty", {});
  llvm::Expected<Platform> platform = Platform::parseExact(text->result);
  if (!platform)
    return refuse("failed to parse platform " + word + ": " +
                      takeError(platform.takeError()).message + hint,
                  quoted(text->result) + " is no platform",
                  {"expected OS/ARCHITECTURE[/VARIANT], such as linux/amd64 or linux/arm64"});
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
  bool anyFailed = false;
  for (StageOp op : file.getStages()) {
    LinkNode &node = storage.emplace_back();
    node.op = op;
    node.name = op.getStageName().value_or("").str();
    node.displayName = node.name;
    if (failed(expandFrom(node))) {
      anyFailed = true;
      checks.stop();
      continue;
    }
    if (!node.name.empty()) {
      llvm::Expected<const NamedContext *> named =
          findNamedContext(context, node.name, node.platform);
      if (!named) {
        std::string message = takeError(named.takeError()).message;
        return emitErrorAt(
            op.getLoc(),
            makeSourceError(message, {quoted(node.name) + " is no name for a stage: it "
                                                          "could not be the name of an image",
                                      {node.name},
                                      {}}));
      }
      node.replacement = *named;
    } else {
      node.displayName = "stage-" + std::to_string(nodes.size());
    }
    addNode(node);
    if (node.replacement) {
      node.base = nullptr;
      node.root = &node;
      continue;
    }
    node.steps = countSteps(op) + (node.baseName != "scratch" && !node.base);
    bool noCache = context.options.noCache;
    for (const std::string &name : context.options.noCacheStages)
      noCache |= StringRef(name).equals_insensitive(node.name);
    op.setNoCache(noCache);
  }
  if (anyFailed) {
    for (LinkNode *node : nodes)
      if (!node->base)
        if (llvm::Error error = checkBaseName(*node))
          reportBase(*node, takeExplained(std::move(error)), "");
    return failure();
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
  std::vector<std::string> names = getNames();
  std::string hint = suggest(wanted, names);
  llvm::SetVector<StringRef> written;
  for (const LinkNode *node : nodes)
    if (!node->name.empty())
      written.insert(node->name);
  std::string known = written.empty() ? "no stage has a name"
                                      : "the stages are " + quoteList(written.getArrayRef());
  return emitErrorAt(file.getLoc(), makeSourceError("target stage " + gotext::quote(wanted) +
                                                        " could not be found" + hint,
                                                    {"there is no stage " + quoted(wanted) +
                                                         describeNearest(wanted, toRefs(names)),
                                                     {},
                                                     {known}}));
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
    return emitErrorAt(copy.getLoc(), expanded.takeError());
  std::string flag = ("--from=" + from).str();
  if (expanded->result != from)
    return emitErrorAt(
        copy.getLoc(),
        makeSourceError("variable expansion is not supported for --from, define a new stage "
                        "with FROM using ARG from global scope as a workaround",
                        {"'--from' cannot have variables",
                         {flag, "--from"},
                         {"name a stage: FROM " + from.str() + " AS name, then --from=name"}}));
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
      return emitErrorAt(
          copy.getLoc(),
          makeSourceError("invalid stage index " + Twine(index),
                          {("there is no stage number " + Twine(index)).str(),
                           {flag, "--from"},
                           {nodes.size() == 1 ? "the only stage has the number 0"
                                              : "the stages have the numbers 0 to " +
                                                    std::to_string(nodes.size() - 1)}}));
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

/// `path` ends in the stage that closes the cycle; `edges` are the instructions
/// from each of its stages to the next.
LogicalResult StageLinker::reportCycle(ArrayRef<LinkNode *> path, ArrayRef<Operation *> edges) {
  auto name = [](const LinkNode *node) {
    return quoted(node->displayName.empty() ? node->baseName : node->displayName);
  };
  std::string plain = "the stage " + name(path.front()) + " needs itself";
  if (path.size() > 2)
    for (const auto &[index, node] : llvm::enumerate(path.drop_front()))
      plain += (index ? ", which needs " : ": it needs ") + name(node);
  InFlightDiagnostic diagnostic = emitErrorAt(
      edges.front()->getLoc(),
      makeSourceError("circular dependency detected on stage: " + path.front()->displayName,
                      {plain, {}, {}}));
  for (const auto &[index, op] : llvm::enumerate(edges))
    if (index)
      diagnostic.attachNote(op->getLoc())
          << name(path[index]) << " needs " << name(path[index + 1]) << " here";
  return diagnostic;
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
          return last;
        };
        SmallVector<LinkNode *> stages;
        SmallVector<Operation *> edges;
        for (const Frame &step : path) {
          stages.push_back(step.node);
          edges.push_back(locate(step));
        }
        stages.push_back(dep);
        return reportCycle(stages, edges);
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
  const LinkNode *root = node.root;
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
  bool anyFailed = false;
  // Implicit stages are appended while this loop runs; they have no instructions. What stands in
  // a stage that a context replaces counts: BuildKit looks at it before it loads the context.
  for (size_t index = 0; index < nodes.size(); ++index) {
    LinkNode &node = *nodes[index];
    for (Operation &op : node.op.getInstructions())
      anyFailed |= failed(linkInstruction(node, op));
  }
  if (anyFailed || failed(checkCycles()))
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

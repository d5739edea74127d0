//===- LLBToPlan.cpp - From llb to plan -----------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Conversion/LLBToPlan.h"

#include "Lowering.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llbtoplan;

namespace imgc {
#define GEN_PASS_DEF_CONVERTLLBTOPLANPASS
#include "lib/Conversion/LLBToPlan/LLBToPlan.h.inc"
} // namespace imgc

//===----------------------------------------------------------------------===//
// Order: what the outputs need, inputs before users
//===----------------------------------------------------------------------===//

Lowering::Lowering(ModuleOp module, Options options)
    : module(module), options(std::move(options)), builder(module.getContext()),
      contextBuilder(module.getContext()) {}

LogicalResult Lowering::run() {
  SmallVector<llb::OutputOp> outputs;
  for (Operation &op : *module.getBody()) {
    if (!isa<llb::LLBDialect>(op.getDialect()))
      return op.emitError() << "'" << op.getName() << "' cannot be lowered to a plan";
    if (auto output = dyn_cast<llb::OutputOp>(op))
      outputs.push_back(output);
  }
  if (outputs.empty())
    return module.emitError("nothing to build: the module has no llb.output");

  builder.setInsertionPointToEnd(module.getBody());
  lowerSourceFiles();
  auto keys = plan::KeysOp::create(builder, module.getLoc(), "keys");
  auto steps = plan::StepsOp::create(builder, module.getLoc(), "steps", "keys");
  contextNames["keys"] = contextNames["steps"] = 1;
  builder.setInsertionPointToEnd(&keys.getBody().emplaceBlock());
  plan::YieldKeysOp::create(builder, module.getLoc(), ValueRange());
  contextBuilder.setInsertionPoint(keys);
  builder.setInsertionPointToEnd(&steps.getBody().emplaceBlock());

  for (llb::OutputOp output : outputs) {
    lowerFrom(output.getFs());
    for (Value layer : output.getLayers())
      lowerFrom(layer);
    lowerOutput(output);
  }
  reportRefusals();
  if (failed)
    return failure();
  eraseGraph();
  return success();
}

/// Depth first and iterative: a chain may be as long as memory allows.
void Lowering::lowerFrom(Value root) {
  SmallVector<std::pair<Operation *, unsigned>> stack;
  auto visit = [&](Value value) {
    Operation *op = value.getDefiningOp();
    auto [it, isNew] = visited.try_emplace(op, false);
    if (isNew) {
      stack.emplace_back(op, 0);
    } else if (!it->second) {
      op->emitError("the build graph has a cycle");
      markFailed(op);
      failed = true;
    }
  };
  visit(root);
  while (!stack.empty()) {
    auto &[op, next] = stack.back();
    if (next < op->getNumOperands()) {
      visit(op->getOperand(next++));
      continue;
    }
    Operation *done = op;
    stack.pop_back();
    visited[done] = true;
    lowerVertex(done);
  }
}

void Lowering::lowerVertex(Operation *op) {
  if (isa<llb::ScratchOp>(op)) {
    values[op->getResult(0)] = Lowered();
    return;
  }
  // Who mends one wants to know of the others, too.
  auto vertex = cast<llb::LLBVertexOpInterface>(op);
  auto problems = findUnsupported(op, options, getPlatform(vertex.getPlatformAttr()));
  if (!problems.empty())
    return refuse(op, problems);
  // The error of an input is enough; one on every user would bury it.
  for (Value operand : op->getOperands())
    if (get(operand).failed)
      return markFailed(op);
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](llb::ImageOp op) { lowerImage(op); })
      .Case([&](llb::OCILayoutOp op) { lowerLayout(op); })
      .Case([&](llb::LocalOp op) { lowerLocal(op); })
      .Case([&](llb::ExecOp op) { lowerExec(op); })
      .Case([&](llb::FileOp op) { lowerFile(op); })
      .Case([&](llb::MergeOp op) { lowerMerge(op); })
      .Case([&](llb::DiffOp op) { lowerDiff(op); })
      .Default(
          [&](Operation *op) { refuse(op, "a vertex '" + op->getName().getStringRef() + "'"); });
}

void Lowering::eraseGraph() {
  SmallVector<Operation *> graph;
  for (Operation &op : *module.getBody())
    if (isa<llb::LLBDialect>(op.getDialect())) {
      // The graph is in no particular order.
      op.dropAllReferences();
      graph.push_back(&op);
    }
  for (Operation *op : graph)
    op->erase();
}

//===----------------------------------------------------------------------===//
// Frame
//===----------------------------------------------------------------------===//

void Lowering::lowerSourceFiles() {
  llvm::DenseSet<StringAttr> names;
  for (auto file : llvm::make_early_inc_range(module.getOps<llb::SourceFileOp>()))
    // Locations name files; of two with one name only the first can be meant.
    if (names.insert(file.getFilenameAttr()).second)
      plan::SourceFileOp::create(builder, file.getLoc(), file.getFilenameAttr(),
                                 file.getLanguageAttr(), file.getDataAttr());
}

void Lowering::lowerOutput(llb::OutputOp op) {
  Lowered root = getFS(op.getFs());
  SmallVector<Value> layers;
  bool incomplete = root.failed;
  Lowered first = op.getLayers().empty() ? root : getFS(op.getLayers().front());
  if (first.base)
    layers.push_back(first.base);
  // Every cut point is kept, even one that adds nothing: history counts them.
  for (Value layer : op.getLayers()) {
    Lowered lowered = getFS(layer);
    incomplete |= lowered.failed;
    if (!lowered.failed)
      layers.push_back(lowered.isScratch() ? getScratch() : lowered.value);
  }
  // Without cut points, all that was added is one layer.
  if (op.getLayers().empty() && !root.isScratch() && !root.failed && root.value != root.base)
    layers.push_back(root.value);
  llvm::Expected<std::string> config = mergeImageConfig(op);
  if (!config) {
    op.emitError() << llvm::toString(config.takeError());
    failed = true;
    return;
  }
  if (incomplete)
    return;
  plan::OutputOp::create(
      builder, op.getLoc(), op.getNameAttr(), root.isScratch() ? getScratch() : root.value, layers,
      getPlatform(op.getPlatformAttr()).attribute, builder.getStringAttr(*config),
      options.sourceDateEpoch ? builder.getI64IntegerAttr(*options.sourceDateEpoch)
                              : op.getEpochAttr());
}

//===----------------------------------------------------------------------===//
// What all vertices have
//===----------------------------------------------------------------------===//

Value Lowering::makeConstant(Location loc, const Key &key) {
  return plan::ConstantOp::create(builder, loc, builder.getStringAttr(key.hex()));
}

Value Lowering::makeKey(llb::LLBVertexOpInterface op, KeyParts parts, bool &dynamic) {
  dynamic = llvm::is_contained(parts.dynamic, true);
  if (StringAttr carried = op.getKeyAttr()) {
    llvm::Expected<Key> key = Key::parse(carried.getValue());
    if (!key) {
      llvm::consumeError(key.takeError());
      op->emitError() << "the definition key must be 64 lower-case hex digits, got '"
                      << carried.getValue() << "'";
      failed = true;
    } else if (!dynamic) {
      return makeConstant(op.getLoc(), *key);
    } else {
      SmallVector<Value, 4> dynamicInputs;
      for (auto [input, isDynamic] : llvm::zip_equal(parts.inputs, parts.dynamic))
        if (isDynamic)
          dynamicInputs.push_back(input);
      parts.constant = *key;
      parts.inputs = dynamicInputs;
    }
  }
  return plan::CombineOp::create(builder, op.getLoc(),
                                 builder.getStringAttr(getStepSemantics(parts.kind).domain),
                                 builder.getStringAttr(parts.constant.hex()), parts.inputs);
}

static Platform toPlatform(llb::PlatformAttr attribute) {
  Platform platform{attribute.getOs().str(),
                    attribute.getArchitecture().str(),
                    attribute.getVariant().str(),
                    attribute.getOsVersion().str(),
                    {}};
  if (ArrayAttr features = attribute.getOsFeatures())
    for (Attribute feature : features)
      if (auto text = dyn_cast<StringAttr>(feature))
        platform.osFeatures.push_back(text.str());
  return platform.normalized();
}

/// amd64 processors run 386 programs, and the variants of amd64 name what an
/// image was compiled for, not what it needs to start.
static bool canRun(const Platform &host, const Platform &wanted) {
  if (host.os != wanted.os)
    return false;
  if (host.architecture == "amd64")
    return wanted.architecture == "amd64" || wanted.architecture == "386";
  return host.architecture == wanted.architecture && matchPlatform(host, wanted) >= 0;
}

const PlatformInfo &Lowering::getPlatform(llb::PlatformAttr attribute) {
  PlatformInfo &info = platforms[attribute];
  if (info.attribute)
    return info;
  info.platform = attribute ? toPlatform(attribute) : options.host;
  const Platform &platform = info.platform;
  SmallVector<StringRef> features(platform.osFeatures.begin(), platform.osFeatures.end());
  info.attribute = plan::PlatformAttr::get(
      module.getContext(), platform.os, platform.architecture, platform.variant, platform.osVersion,
      features.empty() ? ArrayAttr() : builder.getStrArrayAttr(features));
  info.text = platform.strAll();
  info.runnable = canRun(options.host, platform);
  return info;
}

StringAttr Lowering::getTitle(llb::LLBVertexOpInterface op, const Twine &fallback) {
  if (llb::MetadataAttr metadata = op.getMetadataAttr())
    if (DictionaryAttr description = metadata.getDescription())
      if (auto name = description.getAs<StringAttr>("llb.customname"))
        return name;
  return builder.getStringAttr(fallback);
}

bool Lowering::ignoresCache(llb::LLBVertexOpInterface op) {
  llb::MetadataAttr metadata = op.getMetadataAttr();
  return metadata && metadata.getIgnoreCache();
}

plan::ComponentAttr Lowering::component(StringRef name, StringRef value) {
  return plan::ComponentAttr::get(module.getContext(), name, value);
}

Lowered Lowering::getFS(Value value) {
  Lowered &lowered = values[value];
  if (!lowered.context || lowered.value)
    return lowered;
  plan::ContextOp context = lowered.context;
  auto vertex = cast<llb::LLBVertexOpInterface>(value.getDefiningOp());
  KeyParts parts{StepKind::Local, hasher.inputs({}), {}, {}};
  parts.add(selectAll(context, vertex.getLoc()), true);
  lowered.key = makeKey(vertex, std::move(parts), lowered.dynamic);
  SmallVector<Attribute> components{component("context", context.getId())};
  lowered.value = plan::LocalOp::create(
      builder, vertex.getLoc(), lowered.key, context.getSymName(), plan::PlatformAttr(),
      getStepSemantics(StepKind::Local).version, getTitle(vertex, "local://" + context.getId()),
      ignoresCache(vertex), builder.getArrayAttr(components));
  return lowered;
}

Value Lowering::getScratch() {
  if (!scratch) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(builder.getInsertionBlock());
    scratch = plan::ScratchOp::create(builder, module.getLoc());
  }
  return scratch;
}

void Lowering::markFailed(Operation *op) {
  for (Value result : op->getResults())
    values[result].failed = true;
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {

struct ConvertLLBToPlanPass : imgc::impl::ConvertLLBToPlanPassBase<ConvertLLBToPlanPass> {
  using ConvertLLBToPlanPassBase::ConvertLLBToPlanPassBase;

  void runOnOperation() override {
    Options options;
    options.mergeAndDiff = mergeAndDiff;
    if (sourceDateEpoch >= 0)
      options.sourceDateEpoch = sourceDateEpoch;
    options.host = Platform::host().normalized();
    if (!hostPlatform.empty()) {
      llvm::Expected<Platform> parsed = Platform::parse(hostPlatform);
      if (!parsed) {
        getOperation().emitError() << llvm::toString(parsed.takeError());
        return signalPassFailure();
      }
      options.host = *parsed;
    }
    if (failed(Lowering(getOperation(), std::move(options)).run()))
      signalPassFailure();
  }
};

} // namespace

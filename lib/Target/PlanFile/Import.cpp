//===- Import.cpp - From a plan file to the plan dialect ------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/PlanFile/Import.h"

#include "Importer.h"
#include "imgc/Support/Digest.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"

#include <google/protobuf/arena.h>

using namespace mlir;
using namespace imgc;
using imgc::planfile::Importer;

/// Of plan.proto.
static constexpr uint32_t formatVersion = 1;

LogicalResult Importer::fail(const Twine &message) {
  return emitError(where) << "invalid plan file: " << message;
}

OwningOpRef<ModuleOp> Importer::run() {
  OwningOpRef<ModuleOp> module(ModuleOp::create(where));
  if (file.version() != formatVersion) {
    (void)fail("version " + Twine(file.version()) + " is not known, only " + Twine(formatVersion));
    return {};
  }
  builder.setInsertionPointToEnd(module->getBody());
  if (failed(addSourceFiles()))
    return {};
  addContexts();
  auto keysOp = plan::KeysOp::create(builder, where, "keys");
  auto stepsOp = plan::StepsOp::create(builder, where, "steps", "keys");
  if (failed(addKeys(keysOp)))
    return {};

  // The keys that steps use, once each, in the order of their first use.
  Block &body = stepsOp.getBody().emplaceBlock();
  SmallVector<Value> used;
  for (const plan::Step &step : file.steps()) {
    if (step.key() >= keys.size()) {
      (void)fail("no key " + Twine(step.key()));
      return {};
    }
    Value &argument = arguments[step.key()];
    if (argument)
      continue;
    argument = body.addArgument(plan::KeyType::get(context), where);
    used.push_back(keys[step.key()]);
  }
  builder.setInsertionPointToEnd(&keysOp.getBody().front());
  plan::YieldKeysOp::create(builder, where, used);

  builder.setInsertionPointToEnd(&body);
  for (const plan::Step &step : file.steps())
    if (failed(addStep(step)))
      return {};
  for (const plan::Output &output : file.outputs())
    if (failed(addOutput(output)))
      return {};
  if (failed(verify(*module)))
    return {};
  return module;
}

LogicalResult Importer::addSourceFiles() {
  llvm::DenseSet<StringRef> names;
  for (const plan::SourceFile &source : file.files()) {
    if (!names.insert(source.name()).second)
      return fail("two source files are named '" + source.name() + "'");
    plan::SourceFileOp::create(builder, where, builder.getStringAttr(source.name()),
                               makeString(source.language()), makeString(source.text()));
  }
  return success();
}

void Importer::addContexts() {
  for (const plan::Context &message : file.contexts())
    contexts.push_back(plan::ContextOp::create(
        builder, where, builder.getStringAttr("context" + Twine(contexts.size())),
        builder.getStringAttr(message.id()), makeStrings(message.exclude_patterns()),
        makeStrings(message.include_patterns()), makeStrings(message.follow_paths())));
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

LogicalResult Importer::addKeys(plan::KeysOp op) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&op.getBody().emplaceBlock());
  for (const plan::Key &key : file.keys())
    if (failed(addKey(key)))
      return failure();
  return success();
}

LogicalResult Importer::addKey(const plan::Key &message) {
  auto hex = [&](const std::string &bytes) {
    return builder.getStringAttr(llvm::toHex(bytes, /*LowerCase=*/true));
  };
  switch (message.kind_case()) {
  case plan::Key::kConstant:
    if (message.constant().size() != Key().bytes.size())
      return fail("a constant key must have 32 bytes");
    keys.push_back(plan::ConstantOp::create(builder, where, hex(message.constant())));
    return success();
  case plan::Key::kCombine: {
    const plan::Combine &combine = message.combine();
    if (!combine.constant().empty() && combine.constant().size() != Key().bytes.size())
      return fail("the static part of a key must have 32 bytes");
    SmallVector<Value> inputs;
    for (uint32_t input : combine.inputs()) {
      if (input >= keys.size())
        return fail("key " + Twine(keys.size()) + " refers to key " + Twine(input) +
                    ", which does not come before it");
      inputs.push_back(keys[input]);
    }
    keys.push_back(plan::CombineOp::create(
        builder, where, builder.getStringAttr(combine.domain()),
        combine.constant().empty() ? StringAttr() : hex(combine.constant()), inputs));
    return success();
  }
  case plan::Key::kSelection: {
    const plan::Selection &selection = message.selection();
    FailureOr<plan::ContextOp> found = lookupContext(selection.context());
    if (failed(found))
      return failure();
    keys.push_back(plan::SelectOp::create(
        builder, where, FlatSymbolRefAttr::get(found->getSymNameAttr()),
        makeStrings(selection.sources()), makeStrings(selection.include_patterns()),
        makeStrings(selection.exclude_patterns()), makeStrings(selection.required_paths()),
        makeFlag(selection.follow_symlink()), makeFlag(selection.dir_copy_contents()),
        makeFlag(selection.allow_wildcard()), makeFlag(selection.allow_empty_wildcard())));
    return success();
  }
  case plan::Key::KIND_NOT_SET:
    break;
  }
  return fail("a key without a kind");
}

//===----------------------------------------------------------------------===//
// Outputs and parts
//===----------------------------------------------------------------------===//

LogicalResult Importer::addOutput(const plan::Output &output) {
  if (!output.has_root())
    return fail("an output without a root");
  FailureOr<Value> root = lookupRef(output.root());
  if (failed(root))
    return failure();
  SmallVector<Value> layers;
  for (const plan::Ref &ref : output.layers()) {
    FailureOr<Value> layer = lookupRef(ref);
    if (failed(layer))
      return failure();
    layers.push_back(*layer);
  }
  plan::OutputOp::create(
      builder, where, builder.getStringAttr(output.name()), *root, layers,
      makePlatform(output.has_platform(), output.platform()), makeString(output.config()),
      output.has_source_date_epoch() ? builder.getI64IntegerAttr(output.source_date_epoch())
                                     : IntegerAttr());
  return success();
}

FailureOr<Value> Importer::lookupRef(const plan::Ref &ref) {
  if (ref.step() == -1 && ref.result() == 0) {
    if (!scratch) {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(builder.getInsertionBlock());
      scratch = plan::ScratchOp::create(builder, where);
    }
    return scratch;
  }
  if (ref.step() < 0 || ref.step() >= int64_t(steps.size()))
    return fail("step " + Twine(ref.step()) + " does not come before its use");
  Operation *step = steps[ref.step()];
  if (ref.result() >= step->getNumResults())
    return fail("step " + Twine(ref.step()) + " has no result " + Twine(ref.result()));
  return step->getResult(ref.result());
}

FailureOr<plan::ContextOp> Importer::lookupContext(uint32_t number) {
  if (number < contexts.size())
    return contexts[number];
  return fail("no context " + Twine(number));
}

plan::PlatformAttr Importer::makePlatform(bool present, const plan::Platform &platform) {
  if (!present)
    return {};
  return plan::PlatformAttr::get(context, platform.os(), platform.architecture(),
                                 platform.variant(), platform.os_version(),
                                 makeStrings(platform.os_features()));
}

ArrayAttr Importer::makeStrings(const Strings &strings) {
  if (strings.empty())
    return {};
  SmallVector<Attribute> attributes;
  for (const std::string &string : strings)
    attributes.push_back(builder.getStringAttr(string));
  return builder.getArrayAttr(attributes);
}

OwningOpRef<ModuleOp> imgc::importPlanFile(StringRef bytes, MLIRContext *context) {
  context->loadDialect<plan::PlanDialect>();
  google::protobuf::Arena arena;
  auto *file = google::protobuf::Arena::CreateMessage<plan::Plan>(&arena);
  if (bytes.size() > size_t(INT32_MAX) || !file->ParseFromArray(bytes.data(), bytes.size())) {
    emitError(UnknownLoc::get(context)) << "not a plan file, or a damaged one";
    return {};
  }
  return Importer(*file, context).run();
}

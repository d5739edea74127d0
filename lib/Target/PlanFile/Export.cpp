//===- Export.cpp - From the plan dialect to a plan file ------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Target/PlanFile/Export.h"

#include "Exporter.h"
#include "imgc/Support/Digest.h"
#include "imgc/Support/Version.h"
#include "llvm/Support/JSON.h"

#include <google/protobuf/arena.h>

using namespace mlir;
using namespace imgc;
using imgc::planfile::Exporter;

/// Of plan.proto.
static constexpr uint32_t formatVersion = 1;

LogicalResult Exporter::run() {
  if (mlir::failed(collect()))
    return failure();
  file.set_version(formatVersion);
  file.set_producer("imgc " IMGC_VERSION);
  addKeys(keysOp);
  for (Operation &op : stepsOp.getBody().front()) {
    current = &op;
    if (auto output = dyn_cast<plan::OutputOp>(op))
      addOutput(output);
    else if (auto view = dyn_cast<plan::ViewOp>(op))
      views[view.getResult()] = contextNumber(view.getContextRef());
    else if (auto scratch = dyn_cast<plan::ScratchOp>(op))
      refs[scratch.getResult()] = {-1, 0};
    else if (isa<plan::PlanStepOpInterface>(op))
      addStep(op);
    else
      fail(&op, "a key among the steps has no place in a plan file; run plan-hoist-keys first");
  }
  return failure(failed);
}

/// Finds the parts of the module; source files and contexts are written at once.
LogicalResult Exporter::collect() {
  for (Operation &op : *module.getBody()) {
    current = &op;
    if (auto source = dyn_cast<plan::SourceFileOp>(op)) {
      addSourceFile(source);
    } else if (auto context = dyn_cast<plan::ContextOp>(op)) {
      addContext(context);
    } else if (auto keys = dyn_cast<plan::KeysOp>(op); keys && !keysOp) {
      keysOp = keys;
    } else if (auto steps = dyn_cast<plan::StepsOp>(op); steps && !stepsOp) {
      stepsOp = steps;
    } else {
      op.emitError() << "'" << op.getName()
                     << "' has no place in a plan file, which has source files, contexts, one "
                        "plan.keys and one plan.steps";
      return failure();
    }
  }
  if (keysOp && stepsOp)
    return success();
  return module.emitError("a plan file needs a plan.keys and a plan.steps");
}

void Exporter::addSourceFile(plan::SourceFileOp op) {
  if (!files.try_emplace(op.getFilenameAttr(), files.size()).second)
    return fail(op, "two source files are named '" + op.getFilename() + "'");
  plan::SourceFile &source = *file.add_files();
  source.set_name(text(op.getFilename()));
  source.set_text(op.getText().value_or("").str());
  source.set_language(text(op.getLanguage()));
}

void Exporter::addContext(plan::ContextOp op) {
  contexts[op.getSymName()] = file.contexts_size();
  plan::Context &context = *file.add_contexts();
  context.set_id(text(op.getId()));
  addStrings(op.getExcludeAttr(), *context.mutable_exclude_patterns());
  addStrings(op.getIncludeAttr(), *context.mutable_include_patterns());
  addStrings(op.getFollowAttr(), *context.mutable_follow_paths());
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

/// The 32 bytes of a key that the verifier has seen.
static std::string decodeKey(StringRef hex) {
  Key key = llvm::cantFail(Key::parse(hex));
  return std::string(key.bytes.begin(), key.bytes.end());
}

void Exporter::addKeys(plan::KeysOp op) {
  for (Operation &key : op.getBody().front().without_terminator())
    addKey(key);
  for (Value key : op.getYield().getKeys())
    argumentKeys.push_back(keys.lookup(key));
}

void Exporter::addKey(Operation &op) {
  current = &op;
  keys[op.getResult(0)] = file.keys_size();
  plan::Key &key = *file.add_keys();
  if (auto constant = dyn_cast<plan::ConstantOp>(op)) {
    key.set_constant(decodeKey(constant.getValue()));
  } else if (auto combine = dyn_cast<plan::CombineOp>(op)) {
    plan::Combine &message = *key.mutable_combine();
    message.set_domain(text(combine.getDomain()));
    if (auto constant = combine.getConstant())
      message.set_constant(decodeKey(*constant));
    for (Value input : combine.getInputs())
      message.add_inputs(keys.lookup(input));
  } else if (auto select = dyn_cast<plan::SelectOp>(op)) {
    plan::Selection &message = *key.mutable_selection();
    message.set_context(contextNumber(select.getContextRef()));
    addStrings(select.getSourcesAttr(), *message.mutable_sources());
    addStrings(select.getIncludeAttr(), *message.mutable_include_patterns());
    addStrings(select.getExcludeAttr(), *message.mutable_exclude_patterns());
    addStrings(select.getRequiredAttr(), *message.mutable_required_paths());
    message.set_follow_symlink(select.getFollowSymlink());
    message.set_dir_copy_contents(select.getContents());
    message.set_allow_wildcard(select.getWildcard());
    message.set_allow_empty_wildcard(select.getEmptyWildcard());
  } else {
    fail(&op, "'" + op.getName().getStringRef() + "' has no place in a plan file");
  }
}

//===----------------------------------------------------------------------===//
// Outputs and parts of messages
//===----------------------------------------------------------------------===//

void Exporter::addOutput(plan::OutputOp op) {
  plan::Output &output = *file.add_outputs();
  output.set_name(text(op.getName()));
  fillPlatform(op.getPlatformAttr(), *output.mutable_platform());
  fillRef(op.getRoot(), *output.mutable_root());
  for (Value layer : op.getLayers())
    fillRef(layer, *output.add_layers());
  // A config that is left out is an empty one.
  output.set_config(op.getConfig().value_or("{}").str());
  if (auto epoch = op.getSourceDateEpoch())
    output.set_source_date_epoch(*epoch);
}

void Exporter::fillPlatform(plan::PlatformAttr platform, plan::Platform &message) {
  if (!platform)
    return;
  message.set_os(text(platform.getOs()));
  message.set_architecture(text(platform.getArchitecture()));
  message.set_variant(text(platform.getVariant()));
  message.set_os_version(text(platform.getOsVersion()));
  addStrings(platform.getOsFeatures(), *message.mutable_os_features());
}

void Exporter::fillRef(Value value, plan::Ref &ref) {
  auto [step, result] = refs.lookup(value);
  ref.set_step(step);
  ref.set_result(result);
}

void Exporter::addStrings(ArrayAttr from, Strings &to) {
  if (!from)
    return;
  to.Reserve(from.size());
  for (Attribute element : from)
    if (auto string = dyn_cast<StringAttr>(element))
      *to.Add() = text(string.getValue());
}

std::string Exporter::text(StringRef value) {
  if (!llvm::json::isUTF8(value))
    fail(current, "'" + llvm::json::fixUTF8(value) + "' is not valid UTF-8");
  else if (value.contains('\0'))
    fail(current, "text in a plan must not contain a zero byte");
  return value.str();
}

void Exporter::fail(Operation *op, const Twine &message) {
  op->emitError(message);
  failed = true;
}

FailureOr<std::string> imgc::exportPlanFile(ModuleOp module) {
  google::protobuf::Arena arena;
  auto *file = google::protobuf::Arena::CreateMessage<plan::Plan>(&arena);
  if (failed(Exporter(module, *file).run()))
    return failure();
  if (file->ByteSizeLong() > size_t(INT32_MAX)) {
    module.emitError("the plan is larger than 2 GiB");
    return failure();
  }
  std::string bytes;
  if (!file->SerializeToString(&bytes)) {
    module.emitError("the plan could not be encoded");
    return failure();
  }
  return bytes;
}

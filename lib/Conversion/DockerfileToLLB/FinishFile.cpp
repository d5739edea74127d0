//===- FinishFile.cpp - Image and output of a file ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StageConverter.h"

#include "imgc/Frontend/Dockerfile/Lint.h"
#include "imgc/Support/GoJson.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace imgc::dockerfile {

//===----------------------------------------------------------------------===//
// Image and output
//===----------------------------------------------------------------------===//

void FileConverter::finishImage(Entry &target) {
  ImageConfig &image = target.state.image;
  for (const auto &[key, value] : options.labels)
    image.labels.push_back({key, value});
  if (!file.getImplicitPlatform()) {
    const Platform &wanted = context.targetPlatform;
    bool same =
        wanted.os == image.platform.os && wanted.architecture == image.platform.architecture;
    image.platform.os = wanted.os;
    image.platform.architecture = wanted.architecture;
    if (!wanted.variant.empty() || !same)
      image.platform.variant = wanted.variant;
    if (!wanted.osVersion.empty() || !same)
      image.platform.osVersion = wanted.osVersion;
    if (!wanted.osFeatures.empty())
      image.platform.osFeatures = wanted.osFeatures;
  }
  image.platform = image.platform.normalized();
}

void FileConverter::emitOutput(Entry &target) {
  mlir::MLIRContext *mlir = builder.getContext();
  StageState &state = target.state;
  mlir::Location location = target.op.getLoc();
  auto getCurrent = [&](mlir::Value value) { return replaced.lookup_or(value, value); };
  mlir::Value fs = getCurrent(state.fs);
  mlir::Type type = llb::FSType::get(mlir);
  if (!fs)
    fs = llb::ScratchOp::create(builder, location, type);
  llvm::SmallVector<mlir::Value> layers;
  for (const mlir::Value *layer : state.layers.getElements())
    layers.push_back(*layer ? getCurrent(*layer) : fs);
  llvm::SmallVector<mlir::Attribute> history;
  std::vector<const HistoryItem *> items = state.image.history.getElements();
  for (const HistoryItem *item : llvm::drop_begin(items, state.baseHistory))
    history.push_back(llb::HistoryAttr::get(mlir, item->createdBy, item->comment, item->author,
                                            item->created.value_or(""), item->emptyLayer));
  const Platform &platform = context.targetPlatform;
  std::string name = platform.strAll();
  if (std::optional<llvm::StringRef> wanted = file.getTarget())
    name = (*wanted + " " + name).str();
  llvm::SmallVector<mlir::Attribute> features;
  for (const std::string &feature : platform.osFeatures)
    features.push_back(builder.getStringAttr(feature));
  llb::OutputOp::create(
      builder, location, builder.getStringAttr(name), fs, layers,
      llb::PlatformAttr::get(mlir, platform.os, platform.architecture, platform.variant,
                             platform.osVersion,
                             features.empty() ? nullptr : builder.getArrayAttr(features)),
      state.baseConfig,
      builder.getStringAttr(state.image.print()), builder.getArrayAttr(history), nullptr, nullptr,
      nullptr, nullptr,
      context.epochNs ? builder.getI64IntegerAttr(context.epochSeconds) : nullptr);
}

//===----------------------------------------------------------------------===//
// What can only be seen in the whole
//===----------------------------------------------------------------------===//

/// Whether a string field of a vertex is not UTF-8. Only the data of files is bytes.
static bool hasOddField(mlir::Operation *vertex) {
  bool odd = false;
  vertex->walk([&](mlir::Operation *op) {
    for (mlir::NamedAttribute named : op->getAttrs())
      if (!mlir::isa<llb::MkfileOp>(op) || named.getName() != "data")
        named.getValue().walk(
            [&](mlir::StringAttr text) { odd |= !llvm::json::isUTF8(text.getValue()); });
  });
  return odd;
}

/// What BuildKit finds when it writes definition and config.
mlir::LogicalResult FileConverter::checkResult(const Entry &target) {
  // Findings that fail the build come before anything is written.
  auto refuse = [&](llvm::StringRef message) -> mlir::LogicalResult {
    std::optional<std::string> violation;
    if (options.lint)
      violation = options.lint->getViolation();
    return mlir::emitError(builder.getUnknownLoc()) << (violation ? *violation : message.str());
  };
  llvm::SmallVector<mlir::Operation *> work;
  llvm::DenseSet<mlir::Operation *> seen;
  auto add = [&](mlir::Value value) {
    mlir::Operation *op = value ? value.getDefiningOp() : nullptr;
    if (op && seen.insert(op).second)
      work.push_back(op);
  };
  for (add(target.state.fs); !work.empty();) {
    mlir::Operation *op = work.pop_back_val();
    if (auto exec = mlir::dyn_cast<llb::ExecOp>(op); exec && exec.getArgs().empty())
      return refuse("failed to marshal LLB definition: arguments are required");
    if ((oddText || emitter.hasURLs()) && hasOddField(op))
      return refuse("failed to marshal LLB definition: string field contains invalid UTF-8");
    for (mlir::Value operand : op->getOperands())
      add(operand);
  }
  // From the year 0 to 9999.
  int64_t seconds = context.epochNs ? context.epochSeconds : 0;
  bool dated = llvm::any_of(target.state.image.history.getElements(),
                            [](const HistoryItem *item) { return item->created.has_value(); });
  if (dated && (seconds < -62167219200 || seconds > 253402300799))
    return refuse("failed to marshal image config: json: error calling MarshalJSON for type "
                  "*time.Time: Time.MarshalJSON: year outside of range [0,9999]");
  return mlir::success();
}

} // namespace imgc::dockerfile

//===- Instantiate.cpp - One file for each target and platform -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Dockerfile/Transforms/Passes.h"
#include "imgc/Diagnostics/MLIR/Explain.h"
#include "imgc/Support/Error.h"

#include <map>

namespace imgc::dockerfile {
#define GEN_PASS_DEF_INSTANTIATEPASS
#include "dialects/Dockerfile/Transforms/Passes.h.inc"
} // namespace imgc::dockerfile

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

namespace {
struct InstantiatePass : imgc::dockerfile::impl::InstantiatePassBase<InstantiatePass> {
  using InstantiatePassBase::InstantiatePassBase;
  explicit InstantiatePass(const BuildOptions &options) : given(&options) {}

  void runOnOperation() override {
    BuildOptions parsed;
    if (!given && failed(parse(parsed)))
      return signalPassFailure();
    if (failed(instantiate(getOperation(), given ? *given : parsed)))
      signalPassFailure();
  }

  LogicalResult parse(BuildOptions &options);

  const BuildOptions *given = nullptr;
};
} // namespace

LogicalResult InstantiatePass::parse(BuildOptions &options) {
  options.targets.assign(targets.begin(), targets.end());
  for (const std::string &text : platforms) {
    llvm::Expected<Platform> platform = Platform::parse(text);
    if (!platform)
      return emitErrorAt(getOperation().getLoc(), platform.takeError());
    options.platforms.push_back(*platform);
  }
  llvm::Expected<Platform> platform = Platform::parse(buildPlatform);
  if (!platform)
    return emitErrorAt(getOperation().getLoc(), platform.takeError());
  options.buildPlatform = *platform;
  for (const std::string &text : buildArgs) {
    auto [name, value] = StringRef(text).split('=');
    options.buildArgs.emplace_back(name.str(), value.str());
  }
  return success();
}

/// `NAME=value` sorted by name; the last value of a name wins.
static ArrayAttr getBuildArgs(Builder &builder, const BuildOptions &options) {
  std::map<std::string, std::string> args;
  for (const auto &[name, value] : options.buildArgs)
    args[name] = value;
  SmallVector<Attribute> entries;
  for (const auto &[name, value] : args)
    entries.push_back(builder.getStringAttr(name + "=" + value));
  return builder.getArrayAttr(entries);
}

LogicalResult imgc::dockerfile::instantiate(ModuleOp module, const BuildOptions &options) {
  Builder builder(module.getContext());
  Platform buildPlatform = options.buildPlatform.value_or(Platform::host());
  std::vector<std::string> targets = options.targets;
  if (targets.empty())
    targets.emplace_back();
  std::vector<Platform> platforms = options.platforms;
  bool implicit = platforms.empty();
  if (implicit)
    platforms.push_back(buildPlatform);
  for (FileOp file : llvm::make_early_inc_range(module.getOps<FileOp>())) {
    if (file.getPlatformAttr())
      return file.emitError("this file is an instance already");
    file.setBuildPlatformAttr(toAttr(module.getContext(), buildPlatform));
    file.setImplicitPlatform(implicit);
    file.setBuildArgsAttr(getBuildArgs(builder, options));
    OpBuilder at(file);
    for (size_t i = 0, count = targets.size() * platforms.size(); i < count; ++i) {
      // The last instance is the file itself: mostly it is the only one.
      FileOp instance = i + 1 == count ? file : cast<FileOp>(at.clone(*file));
      if (const std::string &target = targets[i / platforms.size()]; !target.empty())
        instance.setTargetAttr(builder.getStringAttr(target));
      instance.setPlatformAttr(toAttr(module.getContext(), platforms[i % platforms.size()]));
    }
  }
  return success();
}

std::unique_ptr<Pass> imgc::dockerfile::createInstantiatePass(const BuildOptions &options) {
  return std::make_unique<InstantiatePass>(options);
}

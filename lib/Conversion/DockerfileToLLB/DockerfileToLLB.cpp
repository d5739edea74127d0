//===- DockerfileToLLB.cpp - The pass convert-dockerfile-to-llb -----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Conversion/DockerfileToLLB.h"

#include "ImageConfig.h"
#include "StageConverter.h"

#include "dialects/LLB/IR/LLBDialect.h"
#include "imgc/Frontend/Dockerfile/Lint.h"

#include "mlir/IR/BuiltinOps.h"

namespace imgc {
#define GEN_PASS_DEF_CONVERTDOCKERFILETOLLBPASS
#include "lib/Conversion/DockerfileToLLB/DockerfileToLLB.h.inc"
} // namespace imgc

namespace imgc {
namespace {
struct ConvertDockerfileToLLBPass
    : impl::ConvertDockerfileToLLBPassBase<ConvertDockerfileToLLBPass> {
  using ConvertDockerfileToLLBPassBase::ConvertDockerfileToLLBPassBase;
  ConvertDockerfileToLLBPass(dockerfile::BuildOptions build, bool pin) : build(std::move(build)) {
    pinNamedImages = pin;
    fromTool = false;
  }

  void runOnOperation() override;

private:
  llb::SourceFileOp emitSourceFile(dockerfile::FileOp file, mlir::OpBuilder &builder);

  dockerfile::BuildOptions build;
  bool fromTool = true;
};
} // namespace

/// One per file name: instances of a file share their text.
llb::SourceFileOp ConvertDockerfileToLLBPass::emitSourceFile(dockerfile::FileOp file,
                                                             mlir::OpBuilder &builder) {
  for (auto known : getOperation().getOps<llb::SourceFileOp>())
    if (known.getFilename() == file.getFilename())
      return known;
  bool isRemote = build.remoteContext && build.remoteContext->hasDockerfile;
  return llb::SourceFileOp::create(
      builder, builder.getUnknownLoc(), builder.getStringAttr(file.getFilename()),
      builder.getStringAttr("Dockerfile"), file.getTextAttr(),
      isRemote ? nullptr : builder.getStringAttr("dockerfile"), mlir::Value(), nullptr, nullptr);
}

void ConvertDockerfileToLLBPass::runOnOperation() {
  if (fromTool) {
    build.multiPlatform = multiPlatform;
    build.excludes.assign(ignorePatterns.begin(), ignorePatterns.end());
  }
  llvm::SmallVector<dockerfile::FileOp> files(getOperation().getOps<dockerfile::FileOp>());
  mlir::OpBuilder builder(&getContext());
  builder.setInsertionPointToEnd(getOperation().getBody());
  llvm::SmallVector<llb::SourceFileOp> sources;
  for (dockerfile::FileOp file : files)
    sources.push_back(emitSourceFile(file, builder));
  for (auto [file, source] : llvm::zip_equal(files, sources)) {
    dockerfile::FileConverter converter(file, builder, build, pinNamedImages);
    if (mlir::failed(converter.convert())) {
      // What the checks found later than this was never looked at by BuildKit.
      if (build.lint && file == files.front())
        build.lint->stopAt(converter.getNumSteps(), converter.getNumSources());
      return signalPassFailure();
    }
    if (mlir::Value origin = converter.getDockerfileOrigin(); origin && !source.getSource())
      source.getSourceMutable().assign(origin);
    file.erase();
  }
}

llvm::Expected<std::string> normalizeBaseConfig(llvm::StringRef json) {
  llvm::Expected<dockerfile::ImageConfig> config = dockerfile::ImageConfig::parse(json);
  if (!config)
    return config.takeError();
  return config->print();
}

std::unique_ptr<mlir::Pass> createConvertDockerfileToLLBPass(dockerfile::BuildOptions options,
                                                             bool pinNamedImages) {
  return std::make_unique<ConvertDockerfileToLLBPass>(std::move(options), pinNamedImages);
}

} // namespace imgc

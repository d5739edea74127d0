//===- Graphs.cpp - Build graphs of a given shape and size -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Graphs.h"

#include "dialects/LLB/IR/LLBOps.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

namespace {

class GraphMaker {
public:
  explicit GraphMaker(ModuleOp module)
      : context(module.getContext()), builder(OpBuilder::atBlockEnd(module.getBody())),
        env(builder.getStrArrayAttr(
            {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "PROJECT=bench"})),
        mounts(builder.getArrayAttr({MountAttr::getBind(context, "/", 0, 0)})),
        platform(PlatformAttr::get(context, "linux", "amd64", "", "", {})) {
    SourceFileOp::create(builder, builder.getUnknownLoc(), builder.getStringAttr("Dockerfile"),
                         builder.getStringAttr("Dockerfile"), builder.getStringAttr("FROM a\n"),
                         StringAttr(), Value(), StringAttr(), StringAttr());
  }

  Value image() {
    ImageOp::Properties p;
    p.setIdentifier(builder.getStringAttr("docker.io/library/alpine:3"));
    p.setPlatform(platform);
    p.setMetadata(metadata("FROM alpine:3", "source.image"));
    return ImageOp::create(builder, location(), TypeRange(FSType::get(context)), ValueRange(), p);
  }

  Value exec(Value base) {
    ExecOp::Properties p;
    std::string command = "make target-" + std::to_string(count);
    p.setArgs(builder.getStrArrayAttr({"/bin/sh", "-c", command}));
    p.setCwd(builder.getStringAttr("/"));
    p.setEnv(env);
    p.setMounts(mounts);
    p.setNetwork(NetModeAttr::get(context, NetMode::Sandbox));
    p.setSecurity(SecurityModeAttr::get(context, SecurityMode::Sandbox));
    p.setPlatform(platform);
    p.setMetadata(
        metadata("[" + std::to_string(count) + "/100000] RUN " + command, "exec.meta.base"));
    return ExecOp::create(builder, location(), TypeRange(FSType::get(context)), base, p)
        .getResult(0);
  }

  Value merge(ArrayRef<Value> layers) {
    MergeOp::Properties p;
    p.setMetadata(metadata("[" + std::to_string(count) + "] MERGE", "mergeop"));
    return MergeOp::create(builder, location(), TypeRange(FSType::get(context)), layers, p);
  }

  void output(Value root) {
    OutputOp::Properties p;
    p.setName(builder.getStringAttr(""));
    OutputOp::create(builder, builder.getUnknownLoc(), TypeRange(), root, p);
  }

private:
  Location location() {
    ++count;
    return FileLineColRange::get(builder.getStringAttr("Dockerfile"), count, 1, count, 40);
  }

  MetadataAttr metadata(const Twine &name, StringRef cap) {
    DictionaryAttr description = builder.getDictionaryAttr(
        builder.getNamedAttr("llb.customname", builder.getStringAttr(name)));
    DictionaryAttr caps = builder.getDictionaryAttr(
        {builder.getNamedAttr("constraints", builder.getBoolAttr(true)),
         builder.getNamedAttr("meta.description", builder.getBoolAttr(true)),
         builder.getNamedAttr("platform", builder.getBoolAttr(true)),
         builder.getNamedAttr(cap, builder.getBoolAttr(true))});
    return MetadataAttr::get(context, false, description, {}, caps, {}, {}, {});
  }

  MLIRContext *context;
  OpBuilder builder;
  ArrayAttr env, mounts;
  PlatformAttr platform;
  unsigned count = 0;
};

} // namespace

OwningOpRef<ModuleOp> bench::makeGraph(MLIRContext *context, Shape shape, unsigned size) {
  context->loadDialect<LLBDialect>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(context));
  GraphMaker maker(*module);
  Value root = maker.image();
  SmallVector<Value> layers;
  switch (shape) {
  case Shape::Chain:
    for (unsigned i = 1; i < size; ++i)
      root = maker.exec(root);
    break;
  case Shape::FanOut:
    for (unsigned i = 2; i < size; ++i)
      layers.push_back(maker.exec(root));
    root = maker.merge(layers);
    break;
  case Shape::Diamond:
    for (unsigned i = 1; i < size; i += 3) {
      Value left = maker.exec(root), right = maker.exec(root);
      root = maker.merge({left, right});
    }
    break;
  }
  maker.output(root);
  return module;
}

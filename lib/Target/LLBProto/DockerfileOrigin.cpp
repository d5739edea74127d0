//===- DockerfileOrigin.cpp - How BuildKit reads a Dockerfile -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DockerfileOrigin.h"

#include "imgc/Support/GoJson.h"
#include "imgc/Support/Path.h"
#include "imgc/Target/LLBProto/Export.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OwningOpRef.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Support/Error.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

/// The file, its ignore file, and the other spelling of the usual name.
static SmallVector<std::string> getFollowPaths(StringRef filename) {
  SmallVector<std::string> paths{filename.str(), filename.str() + ".dockerignore"};
  if (path::base(filename) == "Dockerfile")
    paths.push_back(path::join(path::dir(filename), "dockerfile"));
  return paths;
}

static DictionaryAttr getFlags(Builder &builder, ArrayRef<StringRef> names) {
  SmallVector<NamedAttribute> flags;
  for (StringRef name : names)
    flags.push_back(builder.getNamedAttr(name, builder.getBoolAttr(true)));
  return builder.getDictionaryAttr(flags);
}

static Value makeLocal(OpBuilder &builder, SourceFileOp file) {
  StringRef name = *file.getLocal();
  SmallVector<NamedAttribute> options{
      builder.getNamedAttr("local.differ", builder.getStringAttr("none")),
      builder.getNamedAttr("local.followpaths", builder.getStringAttr(toGoJson(
                                                    getFollowPaths(file.getFilename())))),
      builder.getNamedAttr("local.sharedkeyhint", builder.getStringAttr(name))};
  std::string title = "[internal] load build definition from " + file.getFilename().str();
  auto description = builder.getDictionaryAttr(
      builder.getNamedAttr("llb.customname", builder.getStringAttr(title)));
  // The session is whose build it is: nobody's here.
  auto metadata = MetadataAttr::get(
      builder.getContext(), false, description, {},
      getFlags(builder, {"source.local", "source.local.followpaths", "source.local.sharedkeyhint"}),
      {}, {}, {});
  return LocalOp::create(builder, builder.getUnknownLoc(), FSType::get(builder.getContext()),
                         builder.getStringAttr(name), builder.getDictionaryAttr(options), nullptr,
                         builder.getArrayAttr({}), metadata, nullptr, nullptr, nullptr);
}

/// Copies what `value` is made of, inputs first; null for a cycle.
static Value cloneSource(OpBuilder &builder, Value value) {
  llvm::SetVector<Operation *> needed;
  needed.insert(value.getDefiningOp());
  // Contexts are chains of two vertices at most; whoever wrote more by hand gets it.
  for (unsigned next = 0; next < needed.size(); ++next)
    for (Value operand : needed[next]->getOperands())
      needed.insert(operand.getDefiningOp());
  IRMapping mapping;
  SmallVector<Operation *> clones;
  for (Operation *op : needed)
    clones.push_back(builder.clone(*op, mapping));
  // Operands that were copied later than their users: the region is a graph.
  for (Operation *clone : clones)
    for (OpOperand &operand : clone->getOpOperands())
      operand.set(mapping.lookupOrDefault(operand.get()));
  return mapping.lookup(value);
}

std::string llb::encodeDockerfileOrigin(SourceFileOp file) {
  OpBuilder builder(file.getContext());
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder, builder.getUnknownLoc());
  builder.setInsertionPointToEnd(module->getBody());
  Value source = file.getSource() ? cloneSource(builder, file.getSource())
                                  : makeLocal(builder, file);
  OutputOp::create(builder, builder.getUnknownLoc(), builder.getStringAttr(""), source,
                   ValueRange(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr,
                   nullptr, nullptr);
  auto definitions = exportDefinitions(*module);
  if (!definitions) {
    llvm::consumeError(definitions.takeError());
    return {};
  }
  return std::move(definitions->front().bytes);
}

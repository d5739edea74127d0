//===- LowerSources.cpp - Images and local sources ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lowering.h"
#include "imgc/Support/Json.h"
#include "imgc/Support/Path.h"
#include "imgc/Support/Reference.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::llbtoplan;

static StringRef getOption(DictionaryAttr options, StringRef name) {
  if (options)
    if (auto value = options.getAs<StringAttr>(name))
      return value.getValue();
  return {};
}

//===----------------------------------------------------------------------===//
// Images
//===----------------------------------------------------------------------===//

void Lowering::lowerImage(llb::ImageOp op) {
  llvm::Expected<Reference> reference = Reference::parseNormalized(op.getIdentifier());
  if (!reference) {
    op.emitError() << llvm::toString(reference.takeError());
    failed = true;
    return markFailed(op);
  }
  StringRef checksum = getOption(op.getOptionsAttr(), "image.checksum");
  std::string digest = reference->digest.empty() ? checksum.str() : reference->digest;
  if (!checksum.empty() && digest != checksum) {
    op.emitError() << "image '" << op.getIdentifier() << "' has another digest than its checksum '"
                   << checksum << "'";
    failed = true;
    return markFailed(op);
  }
  if (digest.empty())
    return refuse(op, "the image '" + op.getIdentifier() + "', which is not pinned to a digest,");
  lowerPinnedImage(op, reference->str(), digest, "");
}

void Lowering::lowerLayout(llb::OCILayoutOp op) {
  auto [name, digest] = op.getIdentifier().rsplit('@');
  if (digest.empty())
    return refuse(op, "the image '" + op.getIdentifier() + "', which is not pinned to a digest,");
  StringRef store = getOption(op.getOptionsAttr(), "oci.store");
  lowerPinnedImage(op, op.getIdentifier(), digest, store.empty() ? name : store);
}

void Lowering::lowerPinnedImage(llb::LLBVertexOpInterface op, StringRef reference,
                                StringRef digestText, StringRef layout) {
  llvm::Expected<Digest> digest = Digest::parse(digestText);
  if (!digest) {
    llvm::consumeError(digest.takeError());
    return refuse(op, "an image with the digest '" + digestText + "' (only sha256 is known)");
  }
  const PlatformInfo &platform = getPlatform(op.getPlatformAttr());
  // Where the blobs come from is no part of the key: the digest says it all.
  KeyParts parts{StepKind::Image, hasher.image(*digest, platform.text), {}, {}};
  Lowered lowered;
  lowered.key = makeKey(op, std::move(parts), lowered.dynamic);
  SmallVector<Attribute> components{component("base", reference), component("digest", digestText),
                                    component("platform", platform.text)};
  lowered.value = plan::ImageOp::create(
      builder, op.getLoc(), lowered.key, builder.getStringAttr(reference),
      builder.getStringAttr(digestText),
      layout.empty() ? StringAttr() : builder.getStringAttr(layout), platform.attribute,
      builder.getI32IntegerAttr(getStepSemantics(StepKind::Image).version),
      getTitle(op, "FROM " + reference), ignoresCache(op) ? builder.getUnitAttr() : UnitAttr(),
      builder.getArrayAttr(components));
  lowered.base = lowered.value;
  values[op->getResult(0)] = lowered;
}

//===----------------------------------------------------------------------===//
// Local sources
//===----------------------------------------------------------------------===//

/// A JSON array of strings, as the options of local sources have them. Null for
/// none; nothing when malformed.
static std::optional<ArrayAttr> parsePatterns(DictionaryAttr options, StringRef name,
                                              Builder &builder) {
  StringRef text = getOption(options, name);
  if (text.empty())
    return ArrayAttr();
  llvm::Expected<llvm::json::Value> value = parseJson(text);
  if (!value) {
    llvm::consumeError(value.takeError());
    return std::nullopt;
  }
  const llvm::json::Array *array = value->getAsArray();
  if (!array)
    return std::nullopt;
  SmallVector<Attribute> strings;
  for (const llvm::json::Value &element : *array) {
    auto string = element.getAsString();
    if (!string)
      return std::nullopt;
    strings.push_back(builder.getStringAttr(*string));
  }
  return strings.empty() ? ArrayAttr() : builder.getArrayAttr(strings);
}

/// A symbol that reads well: letters, digits and `_.-` of the id.
static std::string makeSymbolName(StringRef id, llvm::StringMap<unsigned> &names) {
  std::string name;
  for (char c : id)
    name += llvm::isAlnum(c) || c == '_' || c == '-' || c == '.' ? c : '_';
  if (name.empty() || llvm::isDigit(name.front()))
    name.insert(0, "context_");
  std::string unique = name;
  while (names.lookup(unique))
    unique = name + "_" + std::to_string(names[name]++);
  names[unique] = 1;
  return unique;
}

plan::ContextOp Lowering::getContext(llb::LocalOp op) {
  DictionaryAttr given = op.getOptionsAttr();
  auto exclude = parsePatterns(given, "local.excludepatterns", builder);
  auto include = parsePatterns(given, "local.includepattern", builder);
  auto follow = parsePatterns(given, "local.followpaths", builder);
  if (!exclude || !include || !follow) {
    op.emitError() << "the patterns of local source '" << op.getIdentifier()
                   << "' must be JSON arrays of strings";
    return {};
  }
  auto orUnit = [&](ArrayAttr array) -> Attribute {
    return array ? Attribute(array) : builder.getUnitAttr();
  };
  Attribute identity = builder.getArrayAttr(
      {op.getIdentifierAttr(), orUnit(*exclude), orUnit(*include), orUnit(*follow)});
  plan::ContextOp &context = contexts[identity];
  if (!context)
    context = plan::ContextOp::create(
        contextBuilder, op.getLoc(),
        builder.getStringAttr(makeSymbolName(op.getIdentifier(), contextNames)),
        op.getIdentifierAttr(), *exclude, *include, *follow);
  return context;
}

void Lowering::lowerLocal(llb::LocalOp op) {
  plan::ContextOp context = getContext(op);
  if (!context) {
    failed = true;
    return markFailed(op);
  }
  Lowered &lowered = values[op->getResult(0)];
  lowered.context = context;
  lowered.dynamic = true;
}

//===----------------------------------------------------------------------===//
// Selections
//===----------------------------------------------------------------------===//

Value Lowering::selectAll(plan::ContextOp context, Location loc) {
  return plan::SelectOp::create(builder, loc, context.getSymName(), ArrayAttr(), ArrayAttr(),
                                ArrayAttr(), ArrayAttr(), false, false, false, false);
}

Value Lowering::selectCopy(llb::CopyOp copy, plan::ContextOp context) {
  auto flag = [&](bool value) { return value ? builder.getUnitAttr() : UnitAttr(); };
  std::string source = path::join("/", copy.getSrc());
  return plan::SelectOp::create(builder, copy.getLoc(),
                                FlatSymbolRefAttr::get(context.getSymNameAttr()),
                                builder.getStrArrayAttr({source}), copy.getIncludePatternsAttr(),
                                copy.getExcludePatternsAttr(), copy.getRequiredPathsAttr(),
                                flag(copy.getFollowSymlink()), flag(copy.getDirCopyContents()),
                                flag(copy.getAllowWildcard()), flag(copy.getAllowEmptyWildcard()));
}

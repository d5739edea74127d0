//===- BaseResolver.cpp - Names of bases to pinned images -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ContextLoader.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/ImageConfigTypes.h"
#include "imgc/Support/Json.h"
#include "imgc/Support/Reference.h"

#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

llvm::Expected<ConfigFacts> imgc::dockerfile::readConfigFacts(StringRef bytes) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(bytes);
  if (!value)
    return makeError(ExitCode::Registry,
                     "failed to parse image config: " + llvm::toString(value.takeError()));
  if (llvm::Error error = checkImageConfigTypes(*value))
    return std::move(error);
  const llvm::json::Object *object = value->getAsObject();
  ConfigFacts facts;
  auto text = [&](StringRef key) -> std::string {
    const llvm::json::Value *value = findMember(*object, key);
    return value ? value->getAsString().value_or("").str() : "";
  };
  auto getArray = [](const llvm::json::Object &from, StringRef key) {
    const llvm::json::Value *value = findMember(from, key);
    return value ? value->getAsArray() : nullptr;
  };
  auto getObject = [&](StringRef key) {
    const llvm::json::Value *value = findMember(*object, key);
    return value ? value->getAsObject() : nullptr;
  };
  facts.platform.os = text("os");
  facts.platform.architecture = text("architecture");
  facts.platform.variant = text("variant");
  facts.platform.osVersion = text("os.version");
  if (const llvm::json::Array *features = getArray(*object, "os.features"))
    for (const llvm::json::Value &feature : *features)
      facts.platform.osFeatures.push_back(feature.getAsString().value_or("").str());
  const llvm::json::Object *rootfs = getObject("rootfs");
  const llvm::json::Array *diffIds = rootfs ? getArray(*rootfs, "diff_ids") : nullptr;
  facts.empty = !diffIds || diffIds->empty();
  // Old images have no diff ids, but their history tells.
  if (const llvm::json::Array *history = getArray(*object, "history"); facts.empty && history)
    for (const llvm::json::Value &entry : *history)
      if (const llvm::json::Object *fields = entry.getAsObject())
        facts.empty &= fields->getBoolean("empty_layer").value_or(false);
  if (const llvm::json::Object *config = getObject("config"))
    if (const llvm::json::Array *triggers = getArray(*config, "OnBuild"))
      for (const llvm::json::Value &trigger : *triggers)
        facts.triggers.push_back(trigger.getAsString().value_or("").str());
  return facts;
}

/// The stage is replaced by a named context: its platform is the image's.
static llvm::Error resolveReplaced(const ResolveContext &context, LinkNode &node) {
  ConfigFacts facts;
  llvm::Expected<ContextBaseAttr> base =
      loadContext(context, *node.replacement, node.platform.value_or(context.target),
                  /*replaces=*/true, facts);
  if (!base)
    return base.takeError();
  node.resolvedBase = *base;
  if (!facts.platform.os.empty() && !facts.platform.architecture.empty())
    node.platform = facts.platform;
  node.triggers = std::move(facts.triggers);
  return llvm::Error::success();
}

/// If nobody asked for a platform, the image's counts when we can build for it.
static Platform detectPlatform(const ResolveContext &context, const Platform &image,
                               const Platform &wanted) {
  auto same = [&](const Platform &platform) {
    return platform.os == image.os && platform.architecture == image.architecture;
  };
  if (!same(wanted) && same(context.build))
    return context.build;
  return wanted;
}

/// BuildKit puts the name before the message; people need it once.
static llvm::Error describeMissing(llvm::Error error, StringRef name) {
  ExplainedParts parts = takeExplained(std::move(error));
  bool isNamed = StringRef(parts.message).contains(name);
  parts.explanation.message =
      isNamed ? parts.message : ("image '" + name + "': " + parts.message).str();
  return llvm::make_error<SourceError>(parts.code, (name + ": " + parts.message).str(),
                                       std::move(parts.hint), std::move(parts.explanation));
}

static llvm::Error resolveImageBase(const ResolveContext &context, LinkNode &node,
                                    const Reference &name, const Platform &platform) {
  ResolveRequest request;
  request.reference = name.withDefaultTag().str();
  request.platform = platform;
  request.mode = context.options.resolveMode;
  llvm::Expected<ResolvedImage> image = context.resolver.resolveImage(request);
  if (!image) {
    node.notFound = true;
    return describeMissing(image.takeError(), node.getShownBase());
  }
  llvm::Expected<Reference> pinned = Reference::parseNormalized(image->reference);
  if (!pinned)
    return addContext(pinned.takeError(), "failed to parse ref '" + image->reference + "'",
                      ExitCode::Registry);
  if (!image->digest.isNull())
    pinned->digest = image->digest.str();
  llvm::Expected<ConfigFacts> facts = readConfigFacts(image->config);
  if (!facts)
    return facts.takeError();
  bool detect = !node.platform && context.implicitTarget;
  node.platform = detect ? detectPlatform(context, facts->platform, platform) : platform;
  const Platform &found = facts->platform;
  bool isOther = found.os != node.platform->os || found.architecture != node.platform->architecture;
  if (isOther && !facts->empty)
    node.otherPlatform = found;
  node.triggers = std::move(facts->triggers);
  Builder builder(context.context);
  node.resolvedBase = ImageBaseAttr::get(
      context.context, builder.getStringAttr(pinned->str()), builder.getStringAttr(node.baseName),
      builder.getStringAttr(image->config), facts->empty ? builder.getUnitAttr() : UnitAttr());
  return llvm::Error::success();
}

/// What is wrong with the name of an image, as notes.
static std::vector<std::string> explainName(StringRef name) {
  auto parses = [](StringRef text) {
    llvm::Expected<Reference> reference = Reference::parseNormalized(text);
    if (reference)
      return true;
    llvm::consumeError(reference.takeError());
    return false;
  };
  auto [path, digest] = name.split('@');
  if (size_t scheme = name.find("://"); scheme != StringRef::npos)
    return {("an image has no '" + name.take_front(scheme + 3) + "' before its name").str()};
  if (!digest.empty() && parses(path))
    return {"expected sha256: and 64 digits of 0-9 and a-f after '@'"};
  if (name.ends_with(":"))
    return {"the tag is missing after ':'"};
  return {};
}

/// ` (did you mean alpine:3?)`: names are in lower case, tags need not be.
static std::string suggestLower(StringRef name) {
  size_t end = name.rfind(':');
  if (end == StringRef::npos || name.drop_front(end).contains('/'))
    end = name.size();
  std::string lower = gotext::toLower(name.take_front(end)) + name.drop_front(end).str();
  if (lower == name)
    return "";
  llvm::Expected<Reference> reference = Reference::parseNormalized(lower);
  if (reference)
    return " (did you mean " + lower + "?)";
  llvm::consumeError(reference.takeError());
  return "";
}

llvm::Error imgc::dockerfile::checkBaseName(const LinkNode &node) {
  if (node.baseName == "scratch" && !node.replacement)
    return llvm::Error::success();
  llvm::Expected<Reference> name = Reference::parseNormalized(node.baseName);
  if (name)
    return llvm::Error::success();
  std::string why = takeError(name.takeError()).message;
  return makeSourceError(
      "failed to parse stage name " + gotext::quote(node.baseName) + ": " + why,
      {"'" + node.baseName + "' is no name of an image: " + why + suggestLower(node.baseName),
       {node.baseName},
       explainName(node.baseName)});
}

llvm::Error imgc::dockerfile::resolveBase(const ResolveContext &context, LinkNode &node) {
  if (node.baseName == "scratch" && !node.replacement) {
    node.resolvedBase = ScratchBaseAttr::get(context.context);
    node.platform = context.target;
    return llvm::Error::success();
  }
  if (llvm::Error error = checkBaseName(node))
    return error;
  if (node.replacement)
    return resolveReplaced(context, node);
  Reference name = llvm::cantFail(Reference::parseNormalized(node.baseName));
  Platform platform = node.platform.value_or(context.target);
  llvm::Expected<const NamedContext *> named =
      findNamedContext(context, name.withDefaultTag().str(), platform);
  if (!named)
    return named.takeError();
  if (!*named)
    return resolveImageBase(context, node, name, platform);
  ConfigFacts facts;
  llvm::Expected<ContextBaseAttr> base =
      loadContext(context, **named, platform, /*replaces=*/false, facts);
  if (!base)
    return base.takeError();
  node.resolvedBase = *base;
  node.platform = platform;
  node.triggers = std::move(facts.triggers);
  return llvm::Error::success();
}

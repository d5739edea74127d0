//===- BaseResolver.cpp - Names of bases to pinned images -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LinkState.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/ImageConfigTypes.h"
#include "imgc/Support/Json.h"
#include "imgc/Support/Reference.h"

#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

namespace {

/// What linking reads of an image config.
struct ConfigFacts {
  Platform platform;
  bool empty = false;
  std::vector<std::string> triggers;
};

} // namespace

static llvm::Expected<ConfigFacts> readConfig(StringRef bytes) {
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

llvm::Expected<const NamedContext *>
imgc::dockerfile::findNamedContext(const ResolveContext &context, StringRef name,
                                   const std::optional<Platform> &platform) {
  if (name.equals_insensitive("scratch") || name.equals_insensitive("context"))
    return nullptr;
  llvm::Expected<Reference> reference = Reference::parseNormalized(name);
  if (!reference)
    return addContext(reference.takeError(), "invalid context name " + name, ExitCode::SourceError);
  std::string familiar = reference->familiar();
  StringRef key = familiar;
  key.consume_back(":latest");
  Platform wanted = platform.value_or(context.implicitTarget ? context.build : context.target);
  std::string withPlatform = (key + "::" + wanted.normalized().strAll()).str();
  for (StringRef candidate : {StringRef(withPlatform), key})
    for (const NamedContext &named : context.options.contexts)
      if (named.name == candidate)
        return &named;
  return nullptr;
}

/// What a named context makes of a stage.
static llvm::Expected<ContextBaseAttr> loadContext(const ResolveContext &context,
                                                   const NamedContext &named,
                                                   const Platform &platform, bool replaces,
                                                   ConfigFacts &facts) {
  MLIRContext *mlir = context.context;
  Builder builder(mlir);
  auto str = [&](const Twine &text) { return builder.getStringAttr(text); };
  UnitAttr unit = replaces ? builder.getUnitAttr() : UnitAttr();
  PlatformAttr vertex = toAttr(mlir, platform);
  StringRef source = named.source;
  auto [scheme, rest] = source.split(':');
  if (rest.data() == nullptr || scheme.size() == source.size())
    return makeError(ExitCode::Usage, "invalid context specifier " + source + " for " + named.name);
  StringRef location = rest;
  location.consume_front("//");
  if (scheme == "local")
    return ContextBaseAttr::get(mlir, ContextKind::Local, str(named.name), str(rest), {}, {}, {},
                                vertex, unit);
  if (scheme == "docker-image" && location == "scratch")
    return ContextBaseAttr::get(mlir, ContextKind::Scratch, str(named.name), str("scratch"), {}, {},
                                {}, vertex, unit);
  if (scheme != "docker-image" && scheme != "oci-layout") {
    bool known = scheme.starts_with("git@") || scheme == "git" || scheme == "ssh" ||
                 scheme == "http" || scheme == "https" || scheme == "input";
    if (known)
      return makeError(ExitCode::SourceError, "the named context '" + Twine(named.name) +
                                                  "' is a " + scheme +
                                                  " source, which is not supported yet");
    return makeError(ExitCode::Usage,
                     "unsupported context source " + scheme + " for " + named.name);
  }

  ResolveRequest request;
  request.platform = platform;
  request.mode = context.options.resolveMode;
  std::string store;
  if (scheme == "docker-image") {
    llvm::Expected<Reference> reference = Reference::parseNormalized(location);
    if (!reference)
      return reference.takeError();
    request.reference = reference->withDefaultTag().str();
  } else {
    auto [id, digest] = location.split('@');
    if (id.empty() || digest.empty())
      return makeError(ExitCode::Usage, "oci-layout reference '" + location + "' has no " +
                                            (id.empty() ? "name" : "digest"));
    StringRef bare = StringRef(named.name).split("::").first;
    llvm::Expected<Reference> reference = Reference::parseNormalized(bare);
    if (!reference)
      return addContext(reference.takeError(),
                        "could not parse oci-layout reference '" + bare + "'", ExitCode::Usage);
    // The digest is what counts, the name is for people.
    reference->digest = digest.str();
    size_t colon = id.rfind(':'), slash = id.rfind('/');
    bool tagged = colon != StringRef::npos && (slash == StringRef::npos || colon > slash);
    store = (tagged ? id.take_front(colon) : id).str();
    request.location = ImageLocation::OciLayout;
    request.reference = reference->str();
    request.layoutDirectory = named.layoutDirectory;
  }
  llvm::Expected<ResolvedImage> image = context.resolver.resolveImage(request);
  if (!image)
    return image.takeError();
  llvm::Expected<ConfigFacts> read = readConfig(image->config);
  if (!read)
    return read.takeError();
  facts = std::move(*read);
  bool layout = scheme == "oci-layout";
  return ContextBaseAttr::get(mlir, layout ? ContextKind::OCILayout : ContextKind::DockerImage,
                              str(named.name), str(layout ? request.reference : image->reference),
                              layout ? str(store) : StringAttr(), str(image->digest.str()),
                              str(image->config), vertex, unit);
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

static llvm::Error resolveImageBase(const ResolveContext &context, LinkNode &node,
                                    const Reference &name, const Platform &platform) {
  ResolveRequest request;
  request.reference = name.withDefaultTag().str();
  request.platform = platform;
  request.mode = context.options.resolveMode;
  llvm::Expected<ResolvedImage> image = context.resolver.resolveImage(request);
  if (!image) {
    node.notFound = true;
    return addContext(image.takeError(), node.baseName, ExitCode::Registry);
  }
  llvm::Expected<Reference> pinned = Reference::parseNormalized(image->reference);
  if (!pinned)
    return addContext(pinned.takeError(), "failed to parse ref '" + image->reference + "'",
                      ExitCode::Registry);
  if (!image->digest.isNull())
    pinned->digest = image->digest.str();
  llvm::Expected<ConfigFacts> facts = readConfig(image->config);
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

llvm::Error imgc::dockerfile::checkBaseName(const LinkNode &node) {
  if (node.baseName == "scratch" && !node.replacement)
    return llvm::Error::success();
  llvm::Expected<Reference> name = Reference::parseNormalized(node.baseName);
  if (name)
    return llvm::Error::success();
  return addContext(name.takeError(), "failed to parse stage name " + gotext::quote(node.baseName),
                    ExitCode::SourceError);
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

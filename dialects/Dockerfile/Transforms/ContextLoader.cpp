//===- ContextLoader.cpp - Named contexts as bases -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ContextLoader.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/GitRef.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Reference.h"

using namespace mlir;
using namespace imgc;
using namespace imgc::dockerfile;

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

namespace {
/// Makes the base of one named context.
class ContextLoader {
public:
  ContextLoader(const ResolveContext &context, const NamedContext &named, const Platform &platform,
                bool replaces, ConfigFacts &facts)
      : context(context), named(named), platform(platform), replaces(replaces), facts(facts),
        builder(context.context) {}

  llvm::Expected<ContextBaseAttr> load();

private:
  llvm::Expected<ContextBaseAttr> loadImage(StringRef location);
  llvm::Expected<ContextBaseAttr> loadLayout(StringRef location);
  llvm::Expected<ContextBaseAttr> loadGit();
  llvm::Expected<ResolvedImage> resolve(const ResolveRequest &request);
  ContextBaseAttr make(ContextKind kind, const Twine &reference, StringAttr store = {},
                       StringAttr digest = {}, StringAttr config = {});

  const ResolveContext &context;
  const NamedContext &named;
  const Platform &platform;
  bool replaces;
  ConfigFacts &facts;
  Builder builder;
};
} // namespace

ContextBaseAttr ContextLoader::make(ContextKind kind, const Twine &reference, StringAttr store,
                                    StringAttr digest, StringAttr config) {
  return ContextBaseAttr::get(context.context, kind, builder.getStringAttr(named.name),
                              builder.getStringAttr(reference), store, digest, config,
                              toAttr(context.context, platform),
                              replaces ? builder.getUnitAttr() : UnitAttr());
}

llvm::Expected<ResolvedImage> ContextLoader::resolve(const ResolveRequest &request) {
  llvm::Expected<ResolvedImage> image = context.resolver.resolveImage(request);
  if (!image)
    return image.takeError();
  llvm::Expected<ConfigFacts> read = readConfigFacts(image->config);
  if (!read)
    return read.takeError();
  facts = std::move(*read);
  return image;
}

llvm::Expected<ContextBaseAttr> ContextLoader::loadImage(StringRef location) {
  if (location == "scratch")
    return make(ContextKind::Scratch, "scratch");
  llvm::Expected<Reference> reference = Reference::parseNormalized(location);
  if (!reference)
    return reference.takeError();
  ResolveRequest request;
  request.platform = platform;
  request.mode = context.options.resolveMode;
  request.reference = reference->withDefaultTag().str();
  llvm::Expected<ResolvedImage> image = resolve(request);
  if (!image)
    return image.takeError();
  return make(ContextKind::DockerImage, image->reference, {},
              builder.getStringAttr(image->digest.str()), builder.getStringAttr(image->config));
}

llvm::Expected<ContextBaseAttr> ContextLoader::loadLayout(StringRef location) {
  auto [id, digest] = location.split('@');
  if (id.empty() || digest.empty())
    return makeError(ExitCode::Usage, "oci-layout reference " + gotext::quote(location) +
                                          " has no " + (id.empty() ? "name" : "digest"));
  StringRef bare = StringRef(named.name).split("::").first;
  llvm::Expected<Reference> reference = Reference::parseNormalized(bare);
  if (!reference)
    return addContext(reference.takeError(),
                      "could not parse oci-layout reference " + gotext::quote(bare),
                      ExitCode::Usage);
  // The digest is what counts, the name is for people.
  reference->digest = digest.str();
  size_t colon = id.rfind(':'), slash = id.rfind('/');
  bool tagged = colon != StringRef::npos && (slash == StringRef::npos || colon > slash);
  StringRef store = tagged ? id.take_front(colon) : id;
  ResolveRequest request;
  request.platform = platform;
  request.mode = context.options.resolveMode;
  request.location = ImageLocation::OciLayout;
  request.reference = reference->str();
  request.layoutDirectory = named.layoutDirectory;
  llvm::Expected<ResolvedImage> image = resolve(request);
  if (!image)
    return image.takeError();
  return make(ContextKind::OCILayout, request.reference, builder.getStringAttr(store),
              builder.getStringAttr(image->digest.str()), builder.getStringAttr(image->config));
}

llvm::Expected<ContextBaseAttr> ContextLoader::loadGit() {
  llvm::Expected<std::optional<GitRef>> ref = parseGitRef(named.source);
  if (!ref)
    return ref.takeError();
  if (!*ref)
    return makeError(ExitCode::SourceError, "invalid git context " + named.source);
  return make(ContextKind::Git, named.source);
}

llvm::Expected<ContextBaseAttr> ContextLoader::load() {
  StringRef source = named.source;
  if (!source.contains(':'))
    return makeError(ExitCode::Usage, "invalid context specifier " + source + " for " + named.name);
  auto [scheme, rest] = source.split(':');
  StringRef location = rest;
  location.consume_front("//");
  if (scheme == "local")
    return make(ContextKind::Local, rest);
  if (scheme == "docker-image")
    return loadImage(location);
  if (scheme == "oci-layout")
    return loadLayout(location);
  if (scheme == "git" || scheme.starts_with("git@"))
    return loadGit();
  if (scheme == "http" || scheme == "https") {
    // A repository by its name; what has bad options is no file either.
    llvm::Expected<std::optional<GitRef>> ref = parseGitRef(source);
    if (!ref)
      return ref.takeError();
    return make(*ref ? ContextKind::Git : ContextKind::HTTP, source);
  }
  if (scheme == "input") // no other program hands its results to this one
    return makeError(ExitCode::Usage, "invalid input " + rest + " for " + named.name);
  return makeError(ExitCode::Usage, "unsupported context source " + scheme + " for " + named.name);
}

llvm::Expected<ContextBaseAttr>
imgc::dockerfile::loadContext(const ResolveContext &context, const NamedContext &named,
                              const Platform &platform, bool replaces, ConfigFacts &facts) {
  return ContextLoader(context, named, platform, replaces, facts).load();
}

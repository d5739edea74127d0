//===- PinSources.cpp - Tags of images become digests -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/Transforms/Passes.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Reference.h"
#include "imgc/Support/SourceResolver.h"
#include "mlir/IR/Builders.h"

#include <map>

using namespace mlir;
using namespace imgc;
using namespace imgc::llb;

namespace imgc::llb {
#define GEN_PASS_DEF_PINSOURCESPASS
#include "dialects/LLB/Transforms/Passes.h.inc"
} // namespace imgc::llb

namespace {

struct PinSourcesPass : imgc::llb::impl::PinSourcesPassBase<PinSourcesPass> {
  using PinSourcesPassBase::PinSourcesPassBase;
  explicit PinSourcesPass(SourceResolver &resolver, bool pull) : given(&resolver) {
    forcePull = pull;
  }
  PinSourcesPass(const PinSourcesPass &other) : PinSourcesPassBase(other), given(other.given) {}

  void runOnOperation() override;

private:
  LogicalResult pin(ImageOp image, SourceResolver &resolver);
  ResolveMode getMode(ImageOp image) const;

  SourceResolver *given = nullptr;
  /// What was resolved already: one name has one meaning in a build.
  std::map<std::pair<std::string, std::string>, std::string> known;
};

} // namespace

static StringRef getOption(ImageOp image, StringRef name) {
  if (DictionaryAttr options = image.getOptionsAttr())
    if (auto value = options.getAs<StringAttr>(name))
      return value.getValue();
  return {};
}

ResolveMode PinSourcesPass::getMode(ImageOp image) const {
  StringRef mode = getOption(image, "image.resolvemode");
  if (forcePull || mode == "pull")
    return ResolveMode::ForcePull;
  return mode == "local" ? ResolveMode::PreferLocal : ResolveMode::Default;
}

static Platform getPlatform(ImageOp image) {
  PlatformAttr attribute = image.getPlatformAttr();
  if (!attribute || attribute.getOs().empty())
    return Platform::host().normalized();
  Platform platform{attribute.getOs().str(),
                    attribute.getArchitecture().str(),
                    attribute.getVariant().str(),
                    attribute.getOsVersion().str(),
                    {}};
  return platform.normalized();
}

LogicalResult PinSourcesPass::pin(ImageOp image, SourceResolver &resolver) {
  llvm::Expected<Reference> reference = Reference::parseNormalized(image.getIdentifier());
  if (!reference)
    return image.emitError() << "image '" << image.getIdentifier()
                             << "': " << takeError(reference.takeError()).message;
  if (!reference->digest.empty())
    return success();
  ResolveRequest request;
  request.reference = reference->withDefaultTag().str();
  request.platform = getPlatform(image);
  request.mode = getMode(image);
  std::string &digest = known[{request.reference, request.platform.strAll()}];
  if (digest.empty()) {
    llvm::Expected<ResolvedImage> resolved = resolver.resolveImage(request);
    if (!resolved)
      return image.emitError() << takeError(resolved.takeError()).message;
    digest = resolved->digest.str();
  }
  StringRef checksum = getOption(image, "image.checksum");
  if (!checksum.empty() && checksum != digest)
    return image.emitError() << "image '" << image.getIdentifier() << "' is '" << digest
                             << "' now, but its checksum is '" << checksum << "'";
  image.setIdentifier(request.reference + "@" + digest);
  return success();
}

void PinSourcesPass::runOnOperation() {
  known.clear();
  std::unique_ptr<SourceResolver> own;
  if (!given) {
    llvm::Expected<std::unique_ptr<SourceResolver>> made = readFileResolver(resolveFrom);
    if (!made) {
      getOperation().emitError() << takeError(made.takeError()).message;
      return signalPassFailure();
    }
    own = std::move(*made);
  }
  for (ImageOp image : getOperation().getOps<ImageOp>())
    if (failed(pin(image, given ? *given : *own)))
      return signalPassFailure();
}

std::unique_ptr<Pass> llb::createPinSourcesPass(SourceResolver &resolver, bool forcePull) {
  return std::make_unique<PinSourcesPass>(resolver, forcePull);
}

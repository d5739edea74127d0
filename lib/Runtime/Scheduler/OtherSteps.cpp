//===- OtherSteps.cpp - Images, merge, diff -------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepReport.h"
#include "Steps.h"

#include "imgc/Runtime/Layers/LayerIndex.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

namespace imgc {

static Chain makeChain(std::vector<LayerId> layers) {
  return std::make_shared<std::vector<LayerId>>(std::move(layers));
}

//===----------------------------------------------------------------------===//
// Images
//===----------------------------------------------------------------------===//

/// The layers of an image that the store has, or nothing.
static llvm::Expected<std::optional<std::vector<LayerId>>> findImageLayers(Store &store,
                                                                           const Digest &digest) {
  auto base = store.getBaseImage(digest);
  if (!base)
    return base.takeError();
  if (!*base)
    return std::nullopt;
  for (const LayerId &id : (*base)->layers) {
    auto layer = store.getLayer(id);
    if (!layer)
      return layer.takeError();
    if (!*layer)
      return std::nullopt;
  }
  return (*base)->layers;
}

llvm::Expected<Chain> runImageStep(BuildState &state, unsigned step) {
  const plan::Step &planned = state.plan.steps(step);
  auto digest = Digest::parse(planned.image().digest());
  if (!digest)
    return digest.takeError();
  auto known = findImageLayers(state.store, *digest);
  if (!known)
    return known.takeError();
  if (*known)
    return makeChain(std::move(**known));
  if (!state.options.fetcher)
    return makeError(ExitCode::Registry,
                     "the image '" + planned.image().reference() + "' is not in the store");
  ImageRequest request;
  request.reference = planned.image().reference();
  request.digest = *digest;
  request.layout = planned.image().layout();
  request.platform.os = planned.platform().os();
  request.platform.architecture = planned.platform().architecture();
  request.platform.variant = planned.platform().variant();
  if (request.platform.architecture.empty())
    request.platform = Platform::host();
  auto progress = [&](llvm::StringRef part, uint64_t current, uint64_t total) {
    Event event;
    event.kind = EventKind::StepProgress;
    event.vertex = step + 1;
    event.name = part;
    event.current = current;
    event.total = total;
    state.events.emit(event);
  };
  auto warn = [&](llvm::StringRef text) { state.events.warn(text); };
  auto fetched =
      state.options.fetcher->fetch(request, {state.store, state.cancellation, progress, warn});
  if (!fetched)
    return fetched.takeError();
  return makeChain(std::move(fetched->layers));
}

//===----------------------------------------------------------------------===//
// Merge and diff
//===----------------------------------------------------------------------===//

/// Layers can be put on another parent when they hide nothing wholesale: an
/// opaque directory says so relative to the layers it was made on (K2).
static llvm::Error checkMovable(BuildState &state, llvm::ArrayRef<LayerId> layers,
                                const llvm::Twine &what) {
  for (const LayerId &id : layers) {
    auto index = loadLayerIndex(state.store, id, /*needContents=*/false);
    if (!index)
      return index.takeError();
    if (llvm::any_of((*index)->getEntries(), [](const IndexEntry &entry) { return entry.opaque; }))
      return makeError(ExitCode::SourceError,
                       what + " of layers that replace whole directories is not supported yet");
  }
  return llvm::Error::success();
}

llvm::Expected<Chain> runMergeStep(BuildState &state, unsigned step) {
  std::vector<LayerId> merged;
  llvm::StringSet<> seen;
  for (const plan::Ref &ref : state.plan.steps(step).merge().inputs()) {
    llvm::ArrayRef<LayerId> chain = state.getChain(ref);
    // Made on scratch by one step, a layer hides nothing.
    if (!merged.empty() && chain.size() > 1)
      if (llvm::Error error = checkMovable(state, chain, "a merge"))
        return std::move(error);
    for (const LayerId &id : chain) {
      if (!seen.insert(id.str()).second)
        return makeError(ExitCode::SourceError,
                         "a merge of inputs that share layers is not supported yet");
      merged.push_back(id);
    }
  }
  return makeChain(std::move(merged));
}

llvm::Expected<Chain> runDiffStep(BuildState &state, unsigned step) {
  const plan::DiffAction &diff = state.plan.steps(step).diff();
  llvm::ArrayRef<LayerId> lower = state.getChain(diff.lower());
  llvm::ArrayRef<LayerId> upper = state.getChain(diff.upper());
  if (upper.size() < lower.size() || upper.take_front(lower.size()) != lower)
    return makeError(ExitCode::SourceError,
                     "a diff of file systems that do not build on each other is not supported yet");
  llvm::ArrayRef<LayerId> rest = upper.drop_front(lower.size());
  if (llvm::Error error = checkMovable(state, rest, "a diff"))
    return std::move(error);
  return makeChain(rest.vec());
}

//===----------------------------------------------------------------------===//
// Dispatch
//===----------------------------------------------------------------------===//

static llvm::Expected<std::vector<Chain>> single(llvm::Expected<Chain> chain) {
  if (!chain)
    return chain.takeError();
  return std::vector<Chain>{std::move(*chain)};
}

llvm::Expected<std::vector<Chain>> runStep(BuildState &state, unsigned step) {
  switch (state.plan.steps(step).action_case()) {
  case plan::Step::kImage:
    return single(runImageStep(state, step));
  case plan::Step::kLocal:
    return single(runLocalStep(state, step));
  case plan::Step::kExec:
    return runExecStep(state, step);
  case plan::Step::kFile:
    return runFileStep(state, step);
  case plan::Step::kMerge:
    return single(runMergeStep(state, step));
  case plan::Step::kDiff:
    return single(runDiffStep(state, step));
  case plan::Step::ACTION_NOT_SET:
    break;
  }
  llvm_unreachable("the validator refuses steps without an action");
}

} // namespace imgc

//===- OutputAssembly.cpp - Layers, history and times of an output --------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputAssembly.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Json.h"

#include "llvm/ADT/STLExtras.h"

namespace imgc {

std::vector<unsigned> collectOutputSteps(const plan::Output &output) {
  std::vector<unsigned> steps;
  if (output.root().step() >= 0)
    steps.push_back(output.root().step());
  for (const plan::Ref &layer : output.layers())
    if (layer.step() >= 0)
      steps.push_back(layer.step());
  llvm::sort(steps);
  steps.erase(llvm::unique(steps), steps.end());
  return steps;
}

namespace {

/// What one cut point adds.
struct CutPoint {
  unsigned layers = 0;
  int64_t createdNs = 0;
};

/// Builds an OutputResult step by step.
class OutputAssembler {
public:
  OutputAssembler(const BuildState &state, const plan::Output &output)
      : state(state), output(output) {}
  llvm::Expected<OutputResult> run();

private:
  llvm::Error cutLayers();
  llvm::Error readHistory(const llvm::json::Object &config);
  void alignHistory();
  void fillTimes();
  std::string formatCreated(int64_t ns) const;

  const BuildState &state;
  const plan::Output &output;
  OutputResult result;
  std::vector<CutPoint> cuts;
};

} // namespace

llvm::Error OutputAssembler::cutLayers() {
  llvm::ArrayRef<LayerId> before;
  for (int i = 0; i < output.layers_size(); ++i) {
    const plan::Ref &ref = output.layers(i);
    const StepResult &value = state.getResult(ref);
    llvm::ArrayRef<LayerId> chain = *value.chain;
    if (chain.size() < before.size() || chain.take_front(before.size()) != before)
      return makeError(ExitCode::SourceError, "invalid plan: layer " + llvm::Twine(i) +
                                                  " of output '" + output.name() +
                                                  "' does not build on the one before");
    llvm::append_range(result.layers, chain.drop_front(before.size()));
    bool isBase = i == 0 && ref.step() >= 0 && state.plan.steps(ref.step()).has_image();
    if (isBase)
      result.baseLayers = chain.size();
    else
      cuts.push_back({unsigned(chain.size() - before.size()), value.createdNs});
    before = chain;
  }
  result.rootChain = *state.getResult(output.root()).chain;
  return llvm::Error::success();
}

llvm::Error OutputAssembler::readHistory(const llvm::json::Object &config) {
  const llvm::json::Array *list = config.getArray("history");
  if (!list)
    return llvm::Error::success();
  for (const llvm::json::Value &value : *list) {
    const llvm::json::Object *object = value.getAsObject();
    if (!object)
      return makeError(ExitCode::SourceError, "invalid plan: the history of output '" +
                                                  output.name() + "' is not a list of objects");
    auto text = [&](llvm::StringRef name) { return object->getString(name).value_or("").str(); };
    HistoryEntry entry;
    entry.created = text("created");
    entry.createdBy = text("created_by");
    entry.author = text("author");
    entry.comment = text("comment");
    entry.emptyLayer = object->getBoolean("empty_layer").value_or(false);
    result.history.push_back(std::move(entry));
  }
  return llvm::Error::success();
}

std::string OutputAssembler::formatCreated(int64_t ns) const {
  if (result.sourceDateEpoch)
    return formatTime(*result.sourceDateEpoch, 0);
  return formatTime(ns / 1000000000, ns % 1000000000);
}

/// The last entries with a layer belong to the cut points, in order. A cut point
/// that added nothing makes its entry empty; one that added several layers
/// repeats it, so that there is an entry for every layer.
void OutputAssembler::alignHistory() {
  std::vector<HistoryEntry> aligned;
  size_t cut = cuts.size();
  for (HistoryEntry &entry : llvm::reverse(result.history)) {
    if (entry.emptyLayer || cut == 0) {
      aligned.push_back(std::move(entry));
      continue;
    }
    const CutPoint &point = cuts[--cut];
    if (entry.created.empty())
      entry.created = formatCreated(point.createdNs);
    entry.emptyLayer = point.layers == 0;
    for (unsigned i = 1; i < point.layers; ++i)
      aligned.push_back(entry);
    aligned.push_back(std::move(entry));
  }
  result.history.assign(std::make_move_iterator(aligned.rbegin()),
                        std::make_move_iterator(aligned.rend()));
}

/// Entries without a time are metadata instructions: they get the time of the
/// layer before them, and those before the first new layer get that layer's.
void OutputAssembler::fillTimes() {
  std::string previous;
  bool sawGap = false;
  for (const HistoryEntry &entry : result.history) {
    if (entry.created.empty()) {
      sawGap = true;
      continue;
    }
    previous = entry.created;
    if (sawGap)
      break;
  }
  if (previous.empty())
    previous = formatCreated(0);
  sawGap = false;
  for (HistoryEntry &entry : result.history) {
    if (entry.created.empty()) {
      sawGap = true;
      entry.created = previous;
    } else if (sawGap) {
      previous = entry.created;
    }
  }
}

llvm::Expected<OutputResult> OutputAssembler::run() {
  result.name = output.name();
  result.platform.os = output.platform().os();
  result.platform.architecture = output.platform().architecture();
  result.platform.variant = output.platform().variant();
  result.platform.osVersion = output.platform().os_version();
  result.platform.osFeatures.assign(output.platform().os_features().begin(),
                                    output.platform().os_features().end());
  if (output.has_source_date_epoch())
    result.sourceDateEpoch = output.source_date_epoch();
  if (llvm::Error error = cutLayers())
    return std::move(error);
  result.configJson = output.config();
  auto config = parseJson(result.configJson);
  if (!config)
    return config.takeError();
  const llvm::json::Object *object = config->getAsObject();
  if (!object)
    return makeError(ExitCode::SourceError, "invalid plan: the config is not a JSON object");
  if (llvm::Error error = readHistory(*object))
    return std::move(error);
  alignHistory();
  fillTimes();
  int64_t newest = 0;
  for (const CutPoint &cut : cuts)
    newest = std::max(newest, cut.createdNs);
  // Without a layer of its own, an image is as old as its base.
  if (newest != 0 || result.sourceDateEpoch)
    result.created = formatCreated(newest);
  else if (!object->getString("created"))
    result.created = result.history.empty() ? formatCreated(0) : result.history.back().created;
  return std::move(result);
}

llvm::Expected<OutputResult> assembleOutput(const BuildState &state, const plan::Output &output) {
  return OutputAssembler(state, output).run();
}

} // namespace imgc

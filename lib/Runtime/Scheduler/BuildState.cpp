//===- BuildState.cpp - What one run of a plan shares between its steps ---===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BuildState.h"

#include "imgc/Support/Error.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>

namespace imgc {

/// Layers kept open between steps; more are opened again each time.
static constexpr size_t maxOpenLayers = 256;

BuildState::BuildState(const plan::Plan &plan, const PlanGraph &graph, const Bindings &bindings,
                       Store &store, const RunOptions &options, EventStream &events,
                       const CancellationToken &cancellation, unsigned threads)
    : plan(plan), graph(graph), store(store), options(options), events(events),
      cancellation(&cancellation), contexts(plan, bindings, store, threads),
      keys(plan, contexts, events, threads), steps(plan.steps_size()) {
  scratch.chain = std::make_shared<std::vector<LayerId>>();
  scratch.identity = makeChainIdentity({});
}

Key makeResultKey(const Key &step, unsigned result) {
  return KeyBuilder("result.v1").add(step).add(uint64_t(result)).final();
}

Key makeChainIdentity(llvm::ArrayRef<LayerId> layers) {
  KeyBuilder builder("chain.v1");
  for (const LayerId &layer : layers)
    builder.add(llvm::StringRef(layer.str()));
  return builder.final();
}

const StepResult &BuildState::getResult(const plan::Ref &ref) const {
  if (ref.step() < 0)
    return scratch;
  return steps[ref.step()].results[ref.result()];
}

std::vector<Key> BuildState::getInputIdentities(unsigned step) const {
  std::vector<Key> identities;
  for (const plan::Ref &ref : graph.getRefs(step))
    identities.push_back(getResult(ref).identity);
  return identities;
}

bool BuildState::inputsMatch(unsigned step, llvm::ArrayRef<Key> identities, bool requireAll) const {
  llvm::ArrayRef<plan::Ref> refs = graph.getRefs(step);
  if (identities.size() != refs.size())
    return false;
  for (size_t i = 0; i < refs.size(); ++i) {
    bool known = refs[i].step() < 0 || !steps[refs[i].step()].results.empty();
    if (!known && requireAll)
      return false;
    if (known && getResult(refs[i]).identity != identities[i])
      return false;
  }
  return true;
}

llvm::Expected<bool> BuildState::adoptRecord(unsigned step, bool requireInputs) {
  auto key = keys.get(plan.steps(step).key());
  if (!key)
    return key.takeError();
  std::vector<StepResult> results;
  std::vector<Key> inputs;
  for (unsigned r = 0; r < plan.steps(step).results(); ++r) {
    auto record = store.lookupRecord(makeResultKey(*key, r));
    if (!record)
      return record.takeError();
    // All results must be of one run: they were finished at the same instant.
    if (!*record || (r > 0 && (*record)->createdNs != results.front().createdNs) ||
        !inputsMatch(step, (*record)->inputs, requireInputs))
      return false;
    StepResult result;
    result.createdNs = (*record)->createdNs;
    result.identity =
        (*record)->contentId ? *(*record)->contentId : makeChainIdentity((*record)->layers);
    result.chain = std::make_shared<std::vector<LayerId>>(std::move((*record)->layers));
    results.push_back(std::move(result));
    inputs = std::move((*record)->inputs);
  }
  steps[step].results = std::move(results);
  steps[step].recordInputs = std::move(inputs);
  return true;
}

/// K3: results that depend on what no key names are found by definition only.
static bool hasHiddenChannel(const plan::Step &step) {
  if (!step.has_exec())
    return false;
  const plan::ExecAction &exec = step.exec();
  if (exec.network() != plan::NETWORK_NONE || exec.security() == plan::SECURITY_INSECURE ||
      exec.devices_size() > 0)
    return true;
  for (const plan::Mount &mount : exec.mounts())
    if (mount.kind() == plan::MOUNT_SSH || (mount.kind() == plan::MOUNT_CACHE && !mount.readonly()))
      return true;
  return false;
}

static std::string makeComponents(const plan::Step &step) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os);
  json.object([&] {
    json.attribute("step", step.name());
    json.attributeArray("parts", [&] {
      for (const plan::Component &component : step.components())
        json.array([&] {
          json.value(component.name());
          json.value(component.value());
        });
    });
  });
  return text;
}

llvm::Error BuildState::recordResults(unsigned step, std::vector<Chain> chains) {
  const plan::Step &planned = plan.steps(step);
  auto key = keys.get(planned.key());
  if (!key)
    return key.takeError();
  int64_t createdNs = std::chrono::duration_cast<std::chrono::nanoseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
  std::vector<StepResult> results;
  for (unsigned r = 0; r < chains.size(); ++r) {
    Record record;
    record.key = makeResultKey(*key, r);
    record.inputs = getInputIdentities(step);
    record.layers = *chains[r];
    record.createdNs = createdNs;
    record.hiddenChannel = hasHiddenChannel(planned);
    record.forced = steps[step].forced;
    record.semanticsVersion = planned.semantics_version();
    if (r == 0)
      record.components = makeComponents(planned);
    if (llvm::Error error = store.putRecord(record))
      return error;
    results.push_back({chains[r], createdNs, makeChainIdentity(*chains[r])});
  }
  steps[step].results = std::move(results);
  return llvm::Error::success();
}

void BuildState::emit(EventKind kind, unsigned step, llvm::StringRef text) {
  Event event;
  event.kind = kind;
  event.vertex = step + 1;
  event.name = plan.steps(step).name();
  event.text = text;
  events.emit(event);
}

llvm::Expected<std::shared_ptr<FileDescriptor>> BuildState::openLayer(unsigned step,
                                                                      const LayerId &id) {
  std::lock_guard lock(layerMutex);
  auto it = openLayers.find(id.str());
  if (it != openLayers.end())
    return it->second;
  auto opened = store.openLayerDiff(id);
  if (!opened)
    return opened.takeError();
  emit(EventKind::LayerOpened, step, id.str());
  auto shared = std::make_shared<FileDescriptor>(std::move(*opened));
  if (openLayers.size() < maxOpenLayers)
    openLayers[id.str()] = shared;
  return shared;
}

} // namespace imgc

//===- Snapshot.cpp - Mounts and uppers of one step -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Snapshot.h"

#include "imgc/Support/Error.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace imgc {

static constexpr const char *stubName = "stub";

static llvm::Expected<std::vector<std::shared_ptr<FileDescriptor>>>
openLayers(BuildState &state, unsigned step, llvm::ArrayRef<LayerId> chain) {
  std::vector<std::shared_ptr<FileDescriptor>> layers;
  for (const LayerId &id : chain) {
    auto layer = state.openLayer(step, id);
    if (!layer)
      return layer.takeError();
    layers.push_back(std::move(*layer));
  }
  return layers;
}

/// Top-most first, as overlayfs wants them.
static std::vector<int> toLowers(llvm::ArrayRef<std::shared_ptr<FileDescriptor>> layers) {
  std::vector<int> lowers;
  for (const auto &layer : llvm::reverse(layers))
    lowers.push_back(layer->get());
  return lowers;
}

llvm::Expected<ChainMount> mountChain(BuildState &state, unsigned step,
                                      llvm::ArrayRef<LayerId> chain) {
  auto layers = openLayers(state, step, chain);
  if (!layers)
    return layers.takeError();
  OverlaySpec spec;
  spec.lowers = toLowers(*layers);
  auto mount = mountOverlay(spec);
  if (!mount)
    return mount.takeError();
  state.emit(EventKind::MountMade, step);
  return ChainMount{std::move(*mount)};
}

llvm::Expected<std::unique_ptr<WritableSnapshot>>
WritableSnapshot::create(BuildState &state, unsigned step, std::vector<LayerId> base) {
  auto staging = state.store.createStaging();
  if (!staging)
    return staging.takeError();
  std::unique_ptr<WritableSnapshot> snapshot(
      new WritableSnapshot(state, step, std::move(base), std::move(*staging)));
  if (llvm::Error error = snapshot->openLowers())
    return std::move(error);
  return snapshot;
}

llvm::Error WritableSnapshot::openLowers() {
  auto layers = openLayers(state, step, base);
  if (!layers)
    return layers.takeError();
  lowers = std::move(*layers);
  if (lowers.empty())
    return llvm::Error::success();
  // The root of the merged view shows the upper's attributes.
  return cloneDirectoryAttributes(lowers.back()->get(), staging.getDiffFD());
}

llvm::Expected<int> WritableSnapshot::getView() {
  if (base.empty())
    return -1;
  if (!view) {
    auto mount = mountChain(state, step, base);
    if (!mount)
      return mount.takeError();
    view = std::move(*mount);
  }
  return view.mount.get();
}

llvm::Expected<FileDescriptor> WritableSnapshot::mountOver(int stubFD) {
  OverlaySpec spec;
  spec.lowers = toLowers(lowers);
  if (stubFD >= 0)
    spec.lowers.insert(spec.lowers.begin(), stubFD);
  spec.upper = staging.getDiffFD();
  spec.work = staging.getWorkFD();
  auto mount = mountOverlay(spec);
  if (mount)
    state.emit(EventKind::MountMade, step);
  // The mount holds what it stands on; descriptors are scarce.
  lowers.clear();
  return mount;
}

llvm::Expected<int> WritableSnapshot::getRoot() {
  if (base.empty())
    return staging.getDiffFD();
  if (!root) {
    auto mount = mountOver(-1);
    if (!mount)
      return mount.takeError();
    root = std::move(*mount);
  }
  return root.get();
}

llvm::Expected<FileDescriptor>
WritableSnapshot::mountForCommand(llvm::ArrayRef<MountPoint> points) {
  auto below = getView();
  if (!below)
    return below.takeError();
  if (::mkdirat(staging.getDirFD(), stubName, 0755))
    return makeErrnoError(ExitCode::Store, "cannot make a directory for mount points", errno);
  stubDir.reset(::openat(staging.getDirFD(), stubName, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!stubDir)
    return makeErrnoError(ExitCode::Store, "cannot open the directory of mount points", errno);
  if (!lowers.empty())
    if (llvm::Error error = cloneDirectoryAttributes(lowers.back()->get(), stubDir.get()))
      return std::move(error);
  auto written = writeStubLayer(stubDir.get(), *below, points);
  if (!written)
    return written.takeError();
  stub = std::move(*written);
  return mountOver(stub.empty ? -1 : stubDir.get());
}

llvm::Error WritableSnapshot::finish() {
  root.reset();
  if (base.empty() && !stubDir)
    return llvm::Error::success();
  auto below = getView();
  if (!below)
    return below.takeError();
  if (llvm::Error error = finishUpper(staging.getDiffFD(), *below, stub))
    return error;
  view = ChainMount();
  if (!stubDir)
    return llvm::Error::success();
  stubDir.reset();
  return state.store.moveToGarbage(staging.getDirFD(), stubName);
}

llvm::Expected<Chain> WritableSnapshot::commit() {
  if (llvm::Error error = finish())
    return std::move(error);
  Store::CommitOptions options;
  options.size = size;
  auto layer = state.store.commitLayer(std::move(staging), options);
  if (!layer)
    return layer.takeError();
  auto chain = std::make_shared<std::vector<LayerId>>(std::move(base));
  chain->push_back(*layer);
  return Chain(std::move(chain));
}

} // namespace imgc

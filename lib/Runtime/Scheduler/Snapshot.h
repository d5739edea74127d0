//===- Snapshot.h - Mounts and uppers of one step ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_SCHEDULER_SNAPSHOT_H
#define IMGC_LIB_RUNTIME_SCHEDULER_SNAPSHOT_H

#include "BuildState.h"

#include "imgc/Runtime/Snapshot/Overlay.h"
#include "imgc/Runtime/Snapshot/StubLayer.h"

#include <optional>

namespace imgc {

/// The mounted view of a chain, read-only.
struct ChainMount {
  FileDescriptor mount;
  explicit operator bool() const { return bool(mount); }
};

llvm::Expected<ChainMount> mountChain(BuildState &state, unsigned step,
                                      llvm::ArrayRef<LayerId> chain);

/// A chain with a fresh upper directory, which becomes the top layer of a new
/// chain or is thrown away.
class WritableSnapshot {
public:
  static llvm::Expected<std::unique_ptr<WritableSnapshot>> create(BuildState &state, unsigned step,
                                                                  std::vector<LayerId> base);

  /// The root to work in: the upper itself on an empty chain, else an overlay,
  /// mounted on first use.
  llvm::Expected<int> getRoot();

  /// For commands: the overlay with the mount points of `points` as its lowest
  /// but visible layer. The mount is the caller's and closed before commit.
  llvm::Expected<FileDescriptor> mountForCommand(llvm::ArrayRef<MountPoint> points);

  /// Bytes written, for disk usage.
  void addSize(uint64_t bytes) { size += bytes; }
  /// The new chain: base and one layer.
  llvm::Expected<Chain> commit();

private:
  WritableSnapshot(BuildState &state, unsigned step, std::vector<LayerId> base, Staging staging)
      : state(state), step(step), base(std::move(base)), staging(std::move(staging)) {}
  llvm::Error openLowers();
  /// The base alone; -1 on an empty chain.
  llvm::Expected<int> getView();
  llvm::Expected<FileDescriptor> mountOver(int stub);
  llvm::Error finish();

  BuildState &state;
  unsigned step;
  std::vector<LayerId> base;
  Staging staging;
  std::vector<std::shared_ptr<FileDescriptor>> lowers;
  ChainMount view;
  FileDescriptor root;
  FileDescriptor stubDir;
  StubLayer stub;
  uint64_t size = 0;
};

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_SCHEDULER_SNAPSHOT_H

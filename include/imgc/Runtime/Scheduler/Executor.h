//===- Executor.h - Runs a plan ---------------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_SCHEDULER_EXECUTOR_H
#define IMGC_RUNTIME_SCHEDULER_EXECUTOR_H

#include "imgc/PlanFormat/plan.pb.h"
#include "imgc/Runtime/Events/EventStream.h"
#include "imgc/Runtime/Export/ImageConfig.h"
#include "imgc/Runtime/Scheduler/Cancellation.h"
#include "imgc/Runtime/Scheduler/ImageFetcher.h"
#include "imgc/Runtime/Store/Store.h"
#include "imgc/Support/Platform.h"

#include <functional>
#include <map>
#include <optional>

namespace imgc {

/// What the names in a plan stand for on this machine.
struct Bindings {
  /// Context id → directory.
  std::map<std::string, std::string> contexts;
  /// Off: every file of a context is read and hashed (K10, --no-stat-cache).
  bool statCache = true;
};

struct RunOptions {
  /// `-j`: how many steps run at a time. 0: as many file steps as there are
  /// CPUs and as many commands as max(16, 4 * CPUs), for a command often only
  /// waits (network, sleep) and the kernel shares the CPUs among the others.
  /// A given number bounds both kinds together.
  unsigned jobs = 0;
  /// Every step runs, as if all had ignore_cache (K4).
  bool noCache = false;
  /// Indices of the outputs to make; empty: all.
  std::vector<unsigned> outputs;
  /// Brings missing images; null: an image that is not in the store is an error.
  ImageFetcher *fetcher = nullptr;
  /// Steps may ask for SECURITY_INSECURE.
  bool allowInsecure = false;
  /// The value of a secret; nothing when there is none of this id. Called when a
  /// command is about to run, from several threads. Values go into the sandbox
  /// and nowhere else. Null: there are no secrets.
  std::function<llvm::Expected<std::optional<std::string>>(llvm::StringRef id)> getSecret;
  /// Ids of ssh agents → their sockets.
  std::map<std::string, std::string> agents;
};

/// One output of the plan, built. Everything it names is in the store.
struct OutputResult {
  std::string name;
  Platform platform;
  /// Bottom first; the first `baseLayers` are the base image's.
  std::vector<LayerId> layers;
  unsigned baseLayers = 0;
  /// The whole root file system, bottom first: what type=local and type=tar export.
  std::vector<LayerId> rootChain;
  /// Without rootfs, history and created.
  std::string configJson;
  /// One entry per layer that is not marked empty; times filled in from the
  /// records (K8).
  std::vector<HistoryEntry> history;
  /// RFC 3339; of the newest record, so that a cached rebuild has the same.
  std::string created;
  /// Seconds.
  std::optional<int64_t> sourceDateEpoch;
};

struct BuildStats {
  unsigned steps = 0, cached = 0, executed = 0;
  /// Nanoseconds.
  int64_t keysNs = 0, probeNs = 0, stepsNs = 0;
};

struct BuildResult {
  std::vector<OutputResult> outputs;
  BuildStats stats;
  /// The store's build lease: nothing that the outputs name is pruned while the
  /// result lives. Keep it until everything is exported.
  StoreLock lease;
};

/// Runs a validated plan: evaluates the keys it needs, probes the cache from
/// the outputs backwards, runs what is missing. A failed step gives one error
/// with its name, source excerpt, command, exit code and last output; the rest
/// is cancelled first and nothing of it is left. The store's build lease is
/// held meanwhile and then by the result. ExitCode::Interrupted when `cancellation` says so.
llvm::Expected<BuildResult> runPlan(const plan::Plan &plan, const Bindings &bindings, Store &store,
                                    const RunOptions &options, EventStream &events,
                                    const CancellationToken &cancellation);

} // namespace imgc

#endif // IMGC_RUNTIME_SCHEDULER_EXECUTOR_H

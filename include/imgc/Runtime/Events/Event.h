//===- Event.h - What happens during a build --------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_EVENTS_EVENT_H
#define IMGC_RUNTIME_EVENTS_EVENT_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>

namespace imgc {

/// Kinds of events, in the order in which a build meets them. Names in JSON are
/// those of getEventKindName.
enum class EventKind : uint8_t {
  BuildStarted,
  /// The plan's @keys: `name` says what was evaluated, `current` how many.
  KeysEvaluated,
  /// The result of a vertex was found in the cache. `total` is its number of layers.
  StepCached,
  /// A vertex starts to run (a step, or an export).
  StepStarted,
  /// Output of a vertex: `text` is a piece of it, not cut at line ends.
  StepLog,
  /// How far a vertex is: `name` is what (a blob), `current` of `total` bytes.
  StepProgress,
  StepFinished,
  /// `text` is the short reason (`exit code: 2`).
  StepFailed,
  /// It was running when the build was cancelled, or another step failed.
  StepCancelled,
  /// A layer directory was opened; `text` is its id.
  LayerOpened,
  /// A file system was mounted for a vertex.
  MountMade,
  Warning,
  /// `text` is empty, or the error's message.
  BuildFinished,
};

/// `step.started`, `layer.opened`, …
llvm::StringRef getEventKindName(EventKind kind);

/// Which of a command's streams a StepLog is of.
enum class LogStream : uint8_t { Stdout = 1, Stderr = 2 };

/// One event. The strings are borrowed for the duration of the call.
struct Event {
  EventKind kind = EventKind::Warning;
  LogStream stream = LogStream::Stdout;
  /// 0: the build itself; n: step n-1 of the plan; above the number of steps:
  /// an export or other work after the steps.
  uint32_t vertex = 0;
  /// Nanoseconds since the stream was made (monotonic). Set by EventStream.
  int64_t timeNs = 0;
  /// Display name of the vertex (StepStarted, StepCached), or of the part.
  llvm::StringRef name;
  llvm::StringRef text;
  uint64_t current = 0;
  uint64_t total = 0;
};

} // namespace imgc

#endif // IMGC_RUNTIME_EVENTS_EVENT_H

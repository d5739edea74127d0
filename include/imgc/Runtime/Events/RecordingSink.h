//===- RecordingSink.h - Keeps events, for tests and reports ----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_EVENTS_RECORDINGSINK_H
#define IMGC_RUNTIME_EVENTS_RECORDINGSINK_H

#include "imgc/Runtime/Events/EventStream.h"

namespace imgc {

/// An event that owns its strings.
struct RecordedEvent {
  EventKind kind;
  LogStream stream;
  uint32_t vertex;
  int64_t timeNs;
  std::string name, text;
  uint64_t current, total;
};

/// Keeps everything in memory, without any bound: not for user-facing builds.
class RecordingSink : public EventSink {
public:
  void handle(const Event &event) override;

  std::vector<RecordedEvent> getEvents() const;
  /// Number of events of a kind, of one vertex when it is not 0.
  size_t count(EventKind kind, uint32_t vertex = 0) const;
  /// All output of a vertex.
  std::string getLog(uint32_t vertex) const;
  void clear();

private:
  mutable std::mutex mutex;
  std::vector<RecordedEvent> events;
};

} // namespace imgc

#endif // IMGC_RUNTIME_EVENTS_RECORDINGSINK_H

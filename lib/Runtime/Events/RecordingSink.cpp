//===- RecordingSink.cpp - Keeps events, for tests and reports ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Events/RecordingSink.h"

namespace imgc {

void RecordingSink::handle(const Event &event) {
  std::lock_guard lock(mutex);
  events.push_back({event.kind, event.stream, event.vertex, event.timeNs, event.name.str(),
                    event.text.str(), event.current, event.total});
}

std::vector<RecordedEvent> RecordingSink::getEvents() const {
  std::lock_guard lock(mutex);
  return events;
}

size_t RecordingSink::count(EventKind kind, uint32_t vertex) const {
  std::lock_guard lock(mutex);
  size_t n = 0;
  for (const RecordedEvent &event : events)
    n += event.kind == kind && (vertex == 0 || event.vertex == vertex);
  return n;
}

std::string RecordingSink::getLog(uint32_t vertex) const {
  std::lock_guard lock(mutex);
  std::string log;
  for (const RecordedEvent &event : events)
    if (event.kind == EventKind::StepLog && event.vertex == vertex)
      log += event.text;
  return log;
}

void RecordingSink::clear() {
  std::lock_guard lock(mutex);
  events.clear();
}

} // namespace imgc

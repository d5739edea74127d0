//===- EventStream.h - One ordered stream of events -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_EVENTS_EVENTSTREAM_H
#define IMGC_RUNTIME_EVENTS_EVENTSTREAM_H

#include "imgc/Runtime/Events/Event.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace imgc {

/// A consumer of events. The stream calls it on any thread, one event at a
/// time, in order of time.
class EventSink {
public:
  virtual ~EventSink();
  virtual void handle(const Event &event) = 0;
  /// Called about ten times a second by sinks' owners that animate; the default
  /// does nothing. Serialised with handle.
  virtual void tick(int64_t timeNs);
  /// Whether tick should be called at all.
  virtual bool wantsTicks() const { return false; }
};

/// Gives every event its time and hands it to all sinks. Thread-safe.
class EventStream {
public:
  EventStream();
  explicit EventStream(std::unique_ptr<EventSink> sink);
  ~EventStream();
  EventStream(const EventStream &) = delete;
  EventStream &operator=(const EventStream &) = delete;

  /// Not while events are emitted.
  void addSink(std::unique_ptr<EventSink> sink);
  /// A sink that somebody else owns and that outlives the stream.
  void addSink(EventSink &sink);

  void emit(Event event);
  /// A number for work that is not a step of the plan.
  uint32_t allocateVertex();
  /// Called by runPlan: numbers up to `steps` belong to the plan.
  void reserveVertices(uint32_t steps);

  void warn(llvm::StringRef text);
  /// The end of everything, exports included (BuildFinished): to be called
  /// before anything else is written to the terminal. `error` is empty, or its
  /// message.
  void finish(llvm::StringRef error = {});
  int64_t now() const;

private:
  class Ticker;
  std::mutex mutex;
  std::vector<EventSink *> sinks;
  std::vector<std::unique_ptr<EventSink>> owned;
  std::chrono::steady_clock::time_point start;
  uint32_t nextVertex = 1;
  std::unique_ptr<Ticker> ticker;
};

/// Work outside the plan (an export, a push) that is shown like a step: started
/// when made, failed unless finish() was called.
class EventVertex {
public:
  EventVertex(EventStream &events, llvm::StringRef name);
  ~EventVertex();
  EventVertex(const EventVertex &) = delete;
  EventVertex &operator=(const EventVertex &) = delete;

  uint32_t getNumber() const { return number; }
  /// How far a part of it is; `total` 0 is unknown.
  void progress(llvm::StringRef part, uint64_t current, uint64_t total);
  void finish();
  void fail(llvm::StringRef reason);

private:
  EventStream &events;
  uint32_t number;
  bool done = false;
};

} // namespace imgc

#endif // IMGC_RUNTIME_EVENTS_EVENTSTREAM_H

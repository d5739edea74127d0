//===- EventStream.cpp - One ordered stream of events ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Events/EventStream.h"

#include <condition_variable>
#include <thread>

namespace imgc {

llvm::StringRef getEventKindName(EventKind kind) {
  switch (kind) {
  case EventKind::BuildStarted:
    return "build.started";
  case EventKind::KeysEvaluated:
    return "keys.evaluated";
  case EventKind::StepCached:
    return "step.cached";
  case EventKind::StepStarted:
    return "step.started";
  case EventKind::StepLog:
    return "step.log";
  case EventKind::StepProgress:
    return "step.progress";
  case EventKind::StepFinished:
    return "step.finished";
  case EventKind::StepFailed:
    return "step.failed";
  case EventKind::StepCancelled:
    return "step.cancelled";
  case EventKind::LayerOpened:
    return "layer.opened";
  case EventKind::MountMade:
    return "mount.made";
  case EventKind::Warning:
    return "warning";
  case EventKind::BuildFinished:
    return "build.finished";
  }
  return "unknown";
}

EventSink::~EventSink() = default;
void EventSink::tick(int64_t) {}

/// Calls tick of all sinks ten times a second while it lives.
class EventStream::Ticker {
public:
  explicit Ticker(EventStream &stream) : thread([this, &stream] { run(stream); }) {}
  ~Ticker() {
    {
      std::lock_guard lock(mutex);
      stop = true;
    }
    changed.notify_all();
    thread.join();
  }

private:
  void run(EventStream &stream) {
    std::unique_lock lock(mutex);
    while (!changed.wait_for(lock, std::chrono::milliseconds(100), [this] { return stop; })) {
      lock.unlock();
      {
        std::lock_guard streamLock(stream.mutex);
        for (EventSink *sink : stream.sinks)
          if (sink->wantsTicks())
            sink->tick(stream.now());
      }
      lock.lock();
    }
  }

  std::mutex mutex;
  std::condition_variable changed;
  bool stop = false;
  std::thread thread;
};

EventStream::EventStream() : start(std::chrono::steady_clock::now()) {}

EventStream::EventStream(std::unique_ptr<EventSink> sink) : EventStream() {
  addSink(std::move(sink));
}

EventStream::~EventStream() { ticker.reset(); }

void EventStream::addSink(std::unique_ptr<EventSink> sink) {
  addSink(*sink);
  owned.push_back(std::move(sink));
}

void EventStream::addSink(EventSink &sink) {
  std::lock_guard lock(mutex);
  sinks.push_back(&sink);
  if (sink.wantsTicks() && !ticker)
    ticker = std::make_unique<Ticker>(*this);
}

void EventStream::emit(Event event) {
  std::lock_guard lock(mutex);
  event.timeNs = now();
  for (EventSink *sink : sinks)
    sink->handle(event);
}

uint32_t EventStream::allocateVertex() {
  std::lock_guard lock(mutex);
  return nextVertex++;
}

void EventStream::reserveVertices(uint32_t steps) {
  std::lock_guard lock(mutex);
  nextVertex = std::max(nextVertex, steps + 1);
}

void EventStream::warn(llvm::StringRef text) {
  Event event;
  event.kind = EventKind::Warning;
  event.text = text;
  emit(event);
}

void EventStream::finish(llvm::StringRef error) {
  Event event;
  event.kind = EventKind::BuildFinished;
  event.text = error;
  emit(event);
}

int64_t EventStream::now() const {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() -
                                                              start)
      .count();
}

//===----------------------------------------------------------------------===//
// EventVertex
//===----------------------------------------------------------------------===//

EventVertex::EventVertex(EventStream &events, llvm::StringRef name)
    : events(events), number(events.allocateVertex()) {
  Event event;
  event.kind = EventKind::StepStarted;
  event.vertex = number;
  event.name = name;
  events.emit(event);
}

EventVertex::~EventVertex() {
  if (!done)
    fail("");
}

void EventVertex::progress(llvm::StringRef part, uint64_t current, uint64_t total) {
  Event event;
  event.kind = EventKind::StepProgress;
  event.vertex = number;
  event.name = part;
  event.current = current;
  event.total = total;
  events.emit(event);
}

void EventVertex::finish() {
  done = true;
  Event event;
  event.kind = EventKind::StepFinished;
  event.vertex = number;
  events.emit(event);
}

void EventVertex::fail(llvm::StringRef reason) {
  done = true;
  Event event;
  event.kind = EventKind::StepFailed;
  event.vertex = number;
  event.text = reason;
  events.emit(event);
}

} // namespace imgc

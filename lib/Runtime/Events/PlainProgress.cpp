//===- PlainProgress.cpp - Progress as lines of text ----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DisplayText.h"

#include "imgc/Runtime/Events/LogTail.h"
#include "imgc/Runtime/Events/Progress.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/FormatVariadic.h"

namespace imgc {
namespace {

/// Output shown of one step; beyond it only the last lines are, at the end.
constexpr uint64_t maxLogBytes = 2u << 20;
/// A line without an end is shown when it is this long.
constexpr size_t maxLineBytes = 64u << 10;

class PlainProgress : public EventSink {
public:
  explicit PlainProgress(llvm::raw_ostream &target) : target(target) {}
  void handle(const Event &event) override;

private:
  struct Vertex {
    unsigned number = 0;
    int64_t startNs = 0;
    std::string name, line;
    uint64_t shownBytes = 0;
    LogTail tail;
    bool clipped = false;
  };

  Vertex &get(const Event &event);
  /// Separates what belongs to another vertex than the line before.
  void turnTo(Vertex &vertex);
  void printLine(Vertex &vertex, llvm::StringRef line, int64_t timeNs);
  void addLog(Vertex &vertex, const Event &event);
  void flushLog(Vertex &vertex, int64_t timeNs);
  void finish(Vertex &vertex, const Event &event, llvm::StringRef what);
  void printProgress(Vertex &vertex, const Event &event);

  llvm::raw_ostream &target;
  /// Of one event: standard error has no buffer, and a talkative command gives
  /// thousands of lines at a time.
  std::string text;
  llvm::raw_string_ostream os{text};
  llvm::DenseMap<uint32_t, Vertex> vertices;
  unsigned count = 0;
  unsigned last = 0;
};

PlainProgress::Vertex &PlainProgress::get(const Event &event) {
  Vertex &vertex = vertices[event.vertex];
  if (vertex.number == 0) {
    vertex.number = ++count;
    vertex.startNs = event.timeNs;
    vertex.name = makeOneLine(event.name);
  }
  return vertex;
}

void PlainProgress::turnTo(Vertex &vertex) {
  if (last == vertex.number)
    return;
  if (last != 0)
    os << '\n';
  os << '#' << vertex.number << ' ' << vertex.name << '\n';
  last = vertex.number;
}

void PlainProgress::printLine(Vertex &vertex, llvm::StringRef line, int64_t timeNs) {
  turnTo(vertex);
  // A line that was drawn over itself counts as its last state.
  line = line.rtrim('\r');
  size_t redrawn = line.rfind('\r');
  if (redrawn != llvm::StringRef::npos)
    line = line.drop_front(redrawn + 1);
  os << '#' << vertex.number << ' ' << llvm::formatv("{0:F3} ", (timeNs - vertex.startNs) / 1e9)
     << line << '\n';
}

void PlainProgress::addLog(Vertex &vertex, const Event &event) {
  if (vertex.shownBytes >= maxLogBytes) {
    if (!vertex.clipped) {
      turnTo(vertex);
      os << '#' << vertex.number << " [output clipped: more than 2 MiB; its end follows]\n";
    }
    vertex.clipped = true;
    vertex.tail.append(event.text);
    return;
  }
  vertex.shownBytes += event.text.size();
  vertex.line += event.text;
  llvm::StringRef rest = vertex.line;
  for (;;) {
    auto [line, after] = rest.split('\n');
    if (line.size() == rest.size() && rest.size() < maxLineBytes)
      break;
    printLine(vertex, line, event.timeNs);
    rest = after;
  }
  vertex.line = rest.str();
}

void PlainProgress::flushLog(Vertex &vertex, int64_t timeNs) {
  if (!vertex.line.empty())
    printLine(vertex, vertex.line, timeNs);
  vertex.line.clear();
  if (!vertex.clipped)
    return;
  for (const std::string &line : vertex.tail.getLines())
    printLine(vertex, line, timeNs);
  vertex.clipped = false;
}

void PlainProgress::finish(Vertex &vertex, const Event &event, llvm::StringRef what) {
  flushLog(vertex, event.timeNs);
  turnTo(vertex);
  os << '#' << vertex.number << ' ' << what << '\n';
  // The end of a vertex ends its block.
  vertex.tail = LogTail();
}

void PlainProgress::printProgress(Vertex &vertex, const Event &event) {
  // Only the end of a part is worth a line.
  if (event.total == 0 || event.current < event.total)
    return;
  turnTo(vertex);
  os << '#' << vertex.number << ' ' << makeOneLine(event.name) << ' ' << formatBytes(event.current)
     << " / " << formatBytes(event.total) << " done\n";
}

void PlainProgress::handle(const Event &event) {
  int64_t started = event.timeNs;
  if (event.vertex != 0) {
    auto it = vertices.find(event.vertex);
    if (it != vertices.end())
      started = it->second.startNs;
  }
  std::string elapsed = formatSeconds(event.timeNs - started);
  switch (event.kind) {
  case EventKind::StepStarted:
    turnTo(get(event));
    break;
  case EventKind::StepCached:
    finish(get(event), event, "CACHED");
    break;
  case EventKind::StepLog:
    addLog(get(event), event);
    break;
  case EventKind::StepProgress:
    printProgress(get(event), event);
    break;
  case EventKind::StepFinished:
    finish(get(event), event, "DONE " + elapsed);
    break;
  case EventKind::StepFailed:
    finish(get(event), event, event.text.empty() ? "ERROR" : ("ERROR: " + makeOneLine(event.text)));
    break;
  case EventKind::StepCancelled:
    finish(get(event), event, "CANCELED");
    break;
  case EventKind::Warning:
    os << "warning: " << makeOneLine(event.text) << '\n';
    break;
  default:
    return;
  }
  target << text;
  target.flush();
  text.clear();
}

} // namespace

std::unique_ptr<EventSink> makePlainProgress(llvm::raw_ostream &os) {
  return std::make_unique<PlainProgress>(os);
}

} // namespace imgc

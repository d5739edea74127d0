//===- TTYProgress.cpp - Progress on a terminal ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DisplayText.h"

#include "imgc/Runtime/Events/LogTail.h"
#include "imgc/Runtime/Events/Progress.h"

#include <map>

namespace imgc {
namespace {

/// Cached steps beyond this many in a row become one line.
constexpr unsigned maxCachedLines = 8;

class TTYProgress : public EventSink {
public:
  TTYProgress(llvm::raw_ostream &os, const TTYOptions &options) : os(os), options(options) {}
  ~TTYProgress() override {
    eraseBlock();
    os.flush();
  }
  void handle(const Event &event) override;
  void tick(int64_t timeNs) override { redraw(timeNs); }
  bool wantsTicks() const override { return true; }

private:
  struct Running {
    std::string name, part;
    int64_t startNs = 0;
    uint64_t current = 0, total = 0;
    LogTail tail{8, 512};
  };

  enum class Style { Normal, Dim, Blue, Red, Yellow };
  std::string paint(Style style, llvm::StringRef text) const;
  /// A line of the transcript, above the block.
  void printDone(llvm::StringRef name, llvm::StringRef right, Style style);
  std::string makeLine(llvm::StringRef name, llvm::StringRef right, Style style) const;
  void flushCached();
  void eraseBlock();
  void redraw(int64_t timeNs);
  void drawRunning(std::string &out, const Running &step, int64_t timeNs, unsigned &room);
  void finishVertex(const Event &event, llvm::StringRef word, Style style);

  llvm::raw_ostream &os;
  TTYOptions options;
  std::map<uint32_t, Running> running;
  unsigned blockLines = 0;
  unsigned cachedRun = 0, cachedHidden = 0;
  unsigned finished = 0;
  bool over = false;
};

std::string TTYProgress::paint(Style style, llvm::StringRef text) const {
  if (!options.colour || style == Style::Normal)
    return text.str();
  const char *code = style == Style::Dim    ? "\x1b[2m"
                     : style == Style::Blue ? "\x1b[34m"
                     : style == Style::Red  ? "\x1b[31m"
                                            : "\x1b[33m";
  return (llvm::Twine(code) + text + "\x1b[0m").str();
}

std::string TTYProgress::makeLine(llvm::StringRef name, llvm::StringRef right, Style style) const {
  // One column stays free: a full line would wrap on some terminals.
  unsigned width = options.width > 1 ? options.width - 1 : 1;
  unsigned rightColumns = countColumns(right);
  unsigned room = width > rightColumns + 1 ? width - rightColumns - 1 : 0;
  std::string left = truncateColumns(name, room);
  unsigned pad = room - std::min(room, countColumns(left));
  return paint(style, left + std::string(pad + 1, ' ') + right.str()) + "\n";
}

void TTYProgress::eraseBlock() {
  if (blockLines == 0)
    return;
  os << "\x1b[" << blockLines << "A\x1b[J";
  blockLines = 0;
}

void TTYProgress::printDone(llvm::StringRef name, llvm::StringRef right, Style style) {
  os << makeLine((" => " + name).str(), right, style);
}

void TTYProgress::flushCached() {
  if (cachedHidden > 0)
    printDone("… and " + std::to_string(cachedHidden) + " more cached steps", "", Style::Blue);
  cachedRun = cachedHidden = 0;
}

void TTYProgress::drawRunning(std::string &out, const Running &step, int64_t timeNs,
                              unsigned &room) {
  std::string right = formatSeconds(timeNs - step.startNs);
  if (step.total > 0)
    right = formatBytes(step.current) + " / " + formatBytes(step.total) + "  " + right;
  out += makeLine(" => " + step.name, right, Style::Normal);
  --room;
  ++blockLines;
  std::vector<std::string> lines = step.tail.getLines();
  size_t shown = std::min<size_t>({lines.size(), options.logLines, room});
  for (size_t i = lines.size() - shown; i < lines.size(); ++i)
    out += makeLine(" => => " + stripControls(lines[i]), "", Style::Dim);
  room -= shown;
  blockLines += shown;
}

void TTYProgress::redraw(int64_t timeNs) {
  if (over)
    return;
  eraseBlock();
  options.updateSize();
  unsigned room = options.height > 3 ? options.height - 2 : 1;
  std::string out = makeLine("[+] building", formatSeconds(timeNs), Style::Normal);
  ++blockLines;
  unsigned hidden = 0;
  for (auto &[vertex, step] : running) {
    if (room > 1)
      drawRunning(out, step, timeNs, room);
    else
      ++hidden;
  }
  if (hidden > 0) {
    out += makeLine(" => … and " + std::to_string(hidden) + " more running", "", Style::Dim);
    ++blockLines;
  }
  os << out;
  os.flush();
}

void TTYProgress::finishVertex(const Event &event, llvm::StringRef word, Style style) {
  auto it = running.find(event.vertex);
  std::string name = it == running.end() ? makeOneLine(event.name) : it->second.name;
  std::string right = formatSeconds(it == running.end() ? 0 : event.timeNs - it->second.startNs);
  if (it != running.end())
    running.erase(it);
  flushCached();
  printDone(word.str() + name, right, style);
  ++finished;
}

void TTYProgress::handle(const Event &event) {
  switch (event.kind) {
  case EventKind::StepStarted: {
    Running &step = running[event.vertex];
    step.name = makeOneLine(event.name);
    step.startNs = event.timeNs;
    break;
  }
  case EventKind::StepLog:
    // Shown at the next tick.
    if (auto it = running.find(event.vertex); it != running.end())
      it->second.tail.append(event.text);
    return;
  case EventKind::StepProgress:
    if (auto it = running.find(event.vertex); it != running.end()) {
      it->second.current = event.current;
      it->second.total = event.total;
    }
    return;
  case EventKind::StepCached:
    eraseBlock();
    ++finished;
    if (cachedRun++ < maxCachedLines)
      printDone("CACHED " + makeOneLine(event.name), "", Style::Blue);
    else
      ++cachedHidden;
    return; // The block comes back with the next tick.
  case EventKind::StepFinished:
    eraseBlock();
    finishVertex(event, "", Style::Blue);
    break;
  case EventKind::StepFailed:
    eraseBlock();
    finishVertex(event, "ERROR ", Style::Red);
    break;
  case EventKind::StepCancelled:
    eraseBlock();
    finishVertex(event, "CANCELED ", Style::Yellow);
    break;
  case EventKind::Warning:
    eraseBlock();
    flushCached();
    os << paint(Style::Yellow, "warning: " + makeOneLine(event.text)) << '\n';
    break;
  case EventKind::BuildStarted:
    over = false;
    return;
  case EventKind::BuildFinished:
    eraseBlock();
    flushCached();
    running.clear();
    over = true;
    os.flush();
    return;
  default:
    return;
  }
  redraw(event.timeNs);
}

} // namespace

std::unique_ptr<EventSink> makeTTYProgress(llvm::raw_ostream &os, const TTYOptions &options) {
  return std::make_unique<TTYProgress>(os, options);
}

} // namespace imgc

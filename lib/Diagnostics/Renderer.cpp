//===- Renderer.cpp - Diagnostics as text and as JSON ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Unicode.h"

#include <algorithm>

using namespace imgc;
using namespace llvm;

namespace {
/// A source line as it is shown, with the column at which each byte starts.
struct ShownLine {
  std::string text;
  std::vector<unsigned> columns;
};

/// Prints the parts of one diagnostic.
class Renderer {
public:
  Renderer(raw_ostream &os, const SourceManager &sources, const RenderOptions &options)
      : os(os), sources(sources), options(options) {}

  void header(Severity severity, StringRef message, SourceRange range);
  void snippet(SourceRange range);
  void fixIt(const FixIt &fix);

private:
  void color(raw_ostream::Colors color, bool bold) {
    if (options.color)
      os.changeColor(color, bold);
  }
  void bold() {
    if (options.color)
      os.changeColor(raw_ostream::SAVEDCOLOR, true);
  }
  void resetColor() {
    if (options.color)
      os.resetColor();
  }
  ShownLine show(StringRef line) const;

  raw_ostream &os;
  const SourceManager &sources;
  const RenderOptions &options;
};
} // namespace

static StringRef severityName(Severity severity) {
  switch (severity) {
  case Severity::Note:
    return "note";
  case Severity::Warning:
    return "warning";
  case Severity::Error:
    return "error";
  }
  llvm_unreachable("covered switch");
}

static raw_ostream::Colors severityColor(Severity severity) {
  switch (severity) {
  case Severity::Note:
    return raw_ostream::CYAN;
  case Severity::Warning:
    return raw_ostream::MAGENTA;
  case Severity::Error:
    return raw_ostream::RED;
  }
  llvm_unreachable("covered switch");
}

/// Text of unknown origin without anything that a terminal would obey. Line
/// feeds and tabs stay.
static std::string sanitize(StringRef text) {
  std::string out;
  while (!text.empty()) {
    auto [rune, size] = gotext::decodeRune(text);
    bool plain = rune == '\n' || rune == '\t' || sys::unicode::isPrintable(rune);
    if (plain && !(rune == gotext::runeError && size == 1)) {
      out.append(text.begin(), text.begin() + size);
    } else {
      for (char c : text.take_front(size)) {
        uint8_t byte = static_cast<uint8_t>(c);
        out += {'<', hexdigit(byte >> 4), hexdigit(byte & 0xF), '>'};
      }
    }
    text = text.drop_front(size);
  }
  return out;
}

/// A message of one word of a hostile file may be as long as the file.
static std::string shorten(StringRef message) {
  constexpr size_t maxSize = 1000, keptFront = 700, keptBack = 200;
  if (message.size() <= maxSize)
    return message.str();
  return (message.take_front(keptFront) + "..." + message.take_back(keptBack)).str();
}

void Renderer::header(Severity severity, StringRef message, SourceRange range) {
  bold();
  const SourceFile *file = range.isValid() ? sources.get(range.file) : nullptr;
  if (file)
    os << file->getName() << ':' << range.begin.line << ':' << range.begin.column << ": ";
  color(severityColor(severity), true);
  os << severityName(severity) << ": ";
  resetColor();
  bold();
  os << sanitize(shorten(message));
  resetColor();
  os << '\n';
}

ShownLine Renderer::show(StringRef line) const {
  ShownLine shown;
  unsigned column = 0;
  while (!line.empty()) {
    auto [rune, size] = gotext::decodeRune(line);
    shown.columns.insert(shown.columns.end(), size, column);
    if (rune == 0xFEFF) {
      // The byte-order mark is invisible.
    } else if (rune == '\t') {
      unsigned width = std::max(options.tabWidth, 1u);
      width -= column % width;
      shown.text.append(width, ' ');
      column += width;
    } else {
      std::string piece = sanitize(line.take_front(size));
      int width = sys::unicode::columnWidthUTF8(piece);
      shown.text += piece;
      column += width < 0 ? piece.size() : width;
    }
    line = line.drop_front(size);
  }
  shown.columns.push_back(column);
  return shown;
}

void Renderer::snippet(SourceRange range) {
  const SourceFile *file = range.isValid() ? sources.get(range.file) : nullptr;
  if (!file || range.begin.line > file->getNumLines())
    return;
  StringRef line = file->getLine(range.begin.line);
  size_t begin = std::min<size_t>(range.begin.column - 1, line.size());
  size_t end = range.end.line == range.begin.line
                   ? std::clamp<size_t>(range.end.column - 1, begin, line.size())
                   : line.size();
  // A long line is cut to a window around the caret, before anything is made of it.
  size_t limit = std::max(options.maxColumns, 20u);
  bool cutFront = line.size() > limit && begin > limit / 2;
  if (cutFront) {
    size_t drop = std::min(begin - limit / 2, line.size());
    while (drop < begin && (static_cast<uint8_t>(line[drop]) & 0xC0) == 0x80)
      ++drop;
    line = line.drop_front(drop);
    begin -= drop;
    end -= drop;
  }
  bool cutBack = line.size() > limit;
  if (cutBack) {
    size_t keep = limit;
    while (keep && (static_cast<uint8_t>(line[keep]) & 0xC0) == 0x80)
      --keep;
    line = line.take_front(keep);
  }
  begin = std::min(begin, line.size());
  end = std::clamp(end, begin, line.size());
  ShownLine shown = show(line);
  StringRef margin = cutFront ? "..." : "";
  os << margin << shown.text << (cutBack ? "..." : "") << '\n';
  unsigned width = shown.columns[end] - shown.columns[begin];
  os.indent(margin.size() + shown.columns[begin]);
  color(raw_ostream::GREEN, true);
  os << '^';
  for (unsigned i = 1; i < width; ++i)
    os << '~';
  resetColor();
  os << '\n';
}

void Renderer::fixIt(const FixIt &fix) {
  const SourceFile *file = fix.range.isValid() ? sources.get(fix.range.file) : nullptr;
  StringRef replacement = StringRef(fix.replacement).split('\n').first;
  if (!file || fix.range.begin.column > options.maxColumns)
    return;
  StringRef line = file->getLine(fix.range.begin.line);
  ShownLine shown = show(line.take_front(fix.range.begin.column - 1));
  os.indent(shown.columns.back());
  color(raw_ostream::GREEN, false);
  os << sanitize(replacement);
  resetColor();
  os << '\n';
}

/// Names for all the rest tell people nothing (a check's message begins with
/// its rule).
static bool isCatchAll(DiagId id) { return id == DiagId::Refused || id == DiagId::Check; }

void imgc::renderDiagnostic(raw_ostream &os, const Diagnostic &diagnostic,
                            const SourceManager &sources, const RenderOptions &options) {
  Renderer renderer(os, sources, options);
  std::string message = diagnostic.getPlainMessage();
  if (!isCatchAll(diagnostic.id))
    message += (" [" + getDiagName(diagnostic.id) + "]").str();
  renderer.header(diagnostic.severity, message, diagnostic.range);
  renderer.snippet(diagnostic.range);
  for (const FixIt &fix : diagnostic.fixIts)
    renderer.fixIt(fix);
  for (const DiagnosticNote &note : diagnostic.notes) {
    renderer.header(Severity::Note, note.message, note.range);
    renderer.snippet(note.range);
  }
}

void imgc::renderDiagnostics(raw_ostream &os, const DiagnosticEngine &engine,
                             const RenderOptions &options) {
  for (const Diagnostic &diagnostic : engine.getDiagnostics())
    renderDiagnostic(os, diagnostic, engine.getSources(), options);
  if (unsigned dropped = engine.getNumDropped())
    os << dropped << (dropped == 1 ? " further error is" : " further errors are") << " not shown\n";
  if (engine.getNumErrors() > 1)
    os << engine.getNumErrors() << " errors generated\n";
}

/// JSON strings must be UTF-8.
static std::string toUTF8(StringRef text) {
  return json::isUTF8(text) ? text.str() : gotext::toUTF8(text);
}

static json::Value positionToJSON(SourcePosition position) {
  return json::Object{
      {"offset", position.offset}, {"line", position.line}, {"column", position.column}};
}

static void addRange(json::Object &object, SourceRange range, const SourceManager &sources) {
  const SourceFile *file = range.isValid() ? sources.get(range.file) : nullptr;
  if (!file)
    return;
  object["file"] = toUTF8(file->getName());
  object["begin"] = positionToJSON(range.begin);
  object["end"] = positionToJSON(range.end);
}

json::Value imgc::toJSON(const Diagnostic &diagnostic, const SourceManager &sources) {
  json::Object object{{"id", getDiagName(diagnostic.id)},
                      {"severity", severityName(diagnostic.severity)},
                      {"message", toUTF8(diagnostic.message)}};
  addRange(object, diagnostic.range, sources);
  if (diagnostic.firstLine)
    object["lines"] = json::Array{diagnostic.firstLine, diagnostic.lastLine};
  if (!diagnostic.plain.empty())
    object["plain"] = toUTF8(diagnostic.plain);
  if (!diagnostic.getNearest().empty())
    object["suggestion"] = toUTF8(diagnostic.getNearest());
  json::Array notes, fixIts;
  for (const DiagnosticNote &note : diagnostic.notes) {
    json::Object entry{{"message", toUTF8(note.message)}};
    addRange(entry, note.range, sources);
    notes.push_back(std::move(entry));
  }
  for (const FixIt &fix : diagnostic.fixIts) {
    json::Object entry{{"replacement", toUTF8(fix.replacement)}};
    addRange(entry, fix.range, sources);
    fixIts.push_back(std::move(entry));
  }
  if (!notes.empty())
    object["notes"] = std::move(notes);
  if (!fixIts.empty())
    object["fixIts"] = std::move(fixIts);
  return object;
}

json::Value imgc::toJSON(const DiagnosticEngine &engine) {
  json::Array array;
  for (const Diagnostic &diagnostic : engine.getDiagnostics())
    array.push_back(toJSON(diagnostic, engine.getSources()));
  return array;
}

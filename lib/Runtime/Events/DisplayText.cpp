//===- DisplayText.cpp - How events are written for people ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DisplayText.h"

#include "llvm/Support/FormatVariadic.h"

namespace imgc {

std::string formatSeconds(int64_t ns) {
  double seconds = ns / 1e9;
  if (seconds < 60)
    return llvm::formatv("{0:F1}s", seconds);
  int64_t whole = ns / 1000000000;
  return llvm::formatv("{0}m{1,0+2}s", whole / 60, whole % 60);
}

std::string formatBytes(uint64_t bytes) {
  static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
  double value = bytes;
  unsigned unit = 0;
  while (value >= 1000 && unit < 4) {
    value /= 1000;
    ++unit;
  }
  if (unit == 0)
    return std::to_string(bytes) + "B";
  return llvm::formatv("{0:F2}{1}", value, units[unit]);
}

std::string makeOneLine(llvm::StringRef text) {
  std::string line;
  for (unsigned char c : text) {
    bool space = c <= 0x20 || c == 0x7f;
    if (!space)
      line.push_back(c);
    else if (!line.empty() && line.back() != ' ')
      line.push_back(' ');
  }
  while (!line.empty() && line.back() == ' ')
    line.pop_back();
  return line;
}

/// Index just after the escape sequence that starts at `begin`.
static size_t skipEscape(llvm::StringRef text, size_t begin) {
  size_t i = begin + 1;
  if (i >= text.size())
    return i;
  if (text[i] == '[') { // CSI: parameters, then one final byte
    for (++i; i < text.size(); ++i)
      if (text[i] >= 0x40 && text[i] <= 0x7e)
        return i + 1;
    return i;
  }
  if (text[i] == ']') { // OSC: up to BEL or ESC backslash
    for (++i; i < text.size(); ++i) {
      if (text[i] == '\a')
        return i + 1;
      if (text[i] == '\x1b')
        return std::min(i + 2, text.size());
    }
    return i;
  }
  return i + 1;
}

std::string stripControls(llvm::StringRef text) {
  std::string clean;
  for (size_t i = 0; i < text.size();) {
    unsigned char c = text[i];
    if (c == 0x1b) {
      i = skipEscape(text, i);
      continue;
    }
    if (c == '\t')
      clean += "    ";
    else if (c >= 0x20 && c != 0x7f)
      clean.push_back(c);
    ++i;
  }
  return clean;
}

static bool isContinuation(unsigned char c) { return (c & 0xc0) == 0x80; }

unsigned countColumns(llvm::StringRef text) {
  unsigned columns = 0;
  for (unsigned char c : text)
    columns += !isContinuation(c);
  return columns;
}

std::string truncateColumns(llvm::StringRef text, unsigned columns) {
  if (countColumns(text) <= columns)
    return text.str();
  if (columns == 0)
    return "";
  unsigned seen = 0;
  size_t end = 0;
  while (end < text.size()) {
    if (!isContinuation(text[end]) && seen++ == columns - 1)
      break;
    ++end;
  }
  return text.take_front(end).str() + "…";
}

} // namespace imgc

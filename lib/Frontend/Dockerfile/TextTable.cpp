//===- TextTable.cpp - Tables as text/tabwriter prints them ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TextTable.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/SmallVector.h"

using namespace llvm;

namespace {
struct Cell {
  StringRef text;
  size_t width, column = 0;
};
using Line = SmallVector<Cell, 4>;
} // namespace

/// What each row comes to when its cells are joined by tabs and split again.
static std::vector<Line> splitRows(ArrayRef<std::vector<std::string>> rows) {
  std::vector<Line> lines;
  for (const std::vector<std::string> &row : rows) {
    lines.emplace_back();
    for (StringRef rest : row)
      while (true) {
        size_t end = rest.find_first_of("\t\v\n\f");
        StringRef text = rest.take_front(end);
        lines.back().push_back({text, imgc::gotext::toRunes(text).size()});
        if (end == StringRef::npos)
          break;
        if (rest[end] == '\n' || rest[end] == '\f')
          lines.emplace_back();
        rest = rest.drop_front(end + 1);
      }
  }
  return lines;
}

/// Sets the widths of one column: of each run of lines that have it.
static void measure(MutableArrayRef<Line> lines, size_t column, size_t padding) {
  for (size_t begin = 0; begin != lines.size();) {
    size_t end = begin, width = 0;
    for (; end != lines.size() && column + 1 < lines[end].size(); ++end)
      width = std::max(width, lines[end][column].width + padding);
    for (; begin != end; ++begin)
      lines[begin][column].column = width;
    begin += end != lines.size();
  }
}

void imgc::dockerfile::printTable(raw_ostream &os, ArrayRef<std::vector<std::string>> rows,
                                  unsigned padding) {
  std::vector<Line> lines = splitRows(rows);
  size_t columns = 0;
  for (const Line &line : lines)
    columns = std::max<size_t>(columns, line.size());
  for (size_t column = 0; column + 1 < columns; ++column)
    measure(lines, column, padding);
  for (const Line &line : lines) {
    for (size_t i = 0; i != line.size(); ++i) {
      os << line[i].text;
      if (i + 1 != line.size())
        os.indent(line[i].column - line[i].width);
    }
    os << "\n";
  }
}

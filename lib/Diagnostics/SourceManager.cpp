//===- SourceManager.cpp - Files and positions in them --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/SourceRange.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace imgc;
using namespace llvm;

SourceFile::SourceFile(uint32_t id, std::string name, std::string text)
    : id(id), name(std::move(name)), text(std::move(text)) {
  lineStarts.push_back(0);
  for (size_t i = 0; i != this->text.size(); ++i)
    if (this->text[i] == '\n' && i + 1 != this->text.size())
      lineStarts.push_back(static_cast<uint32_t>(i + 1));
}

SourcePosition SourceFile::getPosition(size_t offset) const {
  uint32_t clamped = static_cast<uint32_t>(std::min(offset, text.size()));
  auto it = llvm::upper_bound(lineStarts, clamped);
  uint32_t line = static_cast<uint32_t>(it - lineStarts.begin());
  return {clamped, line, clamped - lineStarts[line - 1] + 1};
}

SourceRange SourceFile::getRange(size_t begin, size_t end) const {
  return {id, getPosition(begin), getPosition(std::max(begin, end))};
}

SourceRange SourceFile::getLineRange(uint32_t first, uint32_t last) const {
  if (first == 0 || first > getNumLines())
    return getRange(text.size(), text.size());
  last = std::clamp(last, first, getNumLines());
  return getRange(lineStarts[first - 1], lineStarts[last - 1] + getLine(last).size());
}

StringRef SourceFile::getLine(uint32_t number) const {
  if (number == 0 || number > lineStarts.size())
    return {};
  size_t begin = lineStarts[number - 1];
  size_t end = number == lineStarts.size() ? text.size() : lineStarts[number];
  StringRef line = StringRef(text).slice(begin, end);
  line.consume_back("\n");
  line.consume_back("\r");
  return line;
}

const SourceFile &SourceManager::add(StringRef name, StringRef text) {
  uint32_t id = static_cast<uint32_t>(files.size());
  files.push_back(std::make_unique<SourceFile>(id, name.str(), text.str()));
  return *files.back();
}

const SourceFile *SourceManager::get(uint32_t id) const {
  return id < files.size() ? files[id].get() : nullptr;
}

StringRef SourceManager::getText(SourceRange range) const {
  const SourceFile *file = range.isValid() ? get(range.file) : nullptr;
  return file ? file->getText().slice(range.begin.offset, range.end.offset) : StringRef();
}

//===- SourceRange.h - Places in source files -------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIAGNOSTICS_SOURCERANGE_H
#define IMGC_DIAGNOSTICS_SOURCERANGE_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace imgc {

/// One point of a file. Lines and columns count from 1; columns are bytes.
struct SourcePosition {
  uint32_t offset = 0;
  uint32_t line = 0;
  uint32_t column = 0;

  bool operator==(const SourcePosition &) const = default;
};

/// A half-open range of bytes in one file of a SourceManager.
struct SourceRange {
  uint32_t file = 0;
  SourcePosition begin;
  SourcePosition end;

  /// A default-made range points nowhere.
  bool isValid() const { return begin.line != 0; }
  bool operator==(const SourceRange &) const = default;
};

/// A named text with an index of its lines. Owns both.
class SourceFile {
public:
  SourceFile(uint32_t id, std::string name, std::string text);

  uint32_t getId() const { return id; }
  llvm::StringRef getName() const { return name; }
  llvm::StringRef getText() const { return text; }
  uint32_t getNumLines() const { return static_cast<uint32_t>(lineStarts.size()); }

  /// An offset past the end means the end.
  SourcePosition getPosition(size_t offset) const;
  SourceRange getRange(size_t begin, size_t end) const;
  /// The bytes of lines `first` to `last`, without the last line's terminator.
  SourceRange getLineRange(uint32_t first, uint32_t last) const;
  /// Line `number` (from 1) without its terminator; empty when there is none.
  llvm::StringRef getLine(uint32_t number) const;

private:
  uint32_t id;
  std::string name;
  std::string text;
  std::vector<uint32_t> lineStarts;
};

/// Owns the files that ranges point into. References stay valid.
class SourceManager {
public:
  const SourceFile &add(llvm::StringRef name, llvm::StringRef text);
  /// `nullptr` when there is no file `id`.
  const SourceFile *get(uint32_t id) const;
  llvm::StringRef getText(SourceRange range) const;

private:
  std::vector<std::unique_ptr<SourceFile>> files;
};

} // namespace imgc

#endif // IMGC_DIAGNOSTICS_SOURCERANGE_H

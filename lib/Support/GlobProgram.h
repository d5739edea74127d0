//===- GlobProgram.h - What an ignore pattern compiles to -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// moby/patternmatcher turns a pattern into a Go regular expression, and some
// patterns mean what that expression happens to mean. This is the subset that
// can come out, matched by simulating all states at once: linear in the pattern
// times the path, whatever the pattern.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_SUPPORT_GLOBPROGRAM_H
#define IMGC_LIB_SUPPORT_GLOBPROGRAM_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc {

/// A set of runes.
struct RuneSet {
  std::vector<std::pair<char32_t, char32_t>> ranges;
  bool negated = false;

  bool contains(char32_t rune) const;
};

class GlobProgram {
public:
  /// Compiles the text of an expression made by the pattern compiler. Nothing
  /// when Go would refuse it.
  static std::optional<GlobProgram> compile(llvm::StringRef expression);

  bool matches(llvm::StringRef path) const;

private:
  class Compiler;
  struct Node {
    /// Boundary and Inside: at the edge of a word of ASCII letters, or not.
    enum Kind { Set, Begin, End, Boundary, Inside, Jump } kind = Set;
    RuneSet set;
    /// Set: the node repeats, and may be skipped.
    bool star = false;
    /// Jump: nodes that may be skipped.
    unsigned skip = 0;
  };

  /// Follows the nodes that take no rune, between `before` and `after`; 0 is none.
  void close(std::vector<bool> &states, char32_t before, llvm::StringRef after) const;

  std::vector<Node> nodes;
};

} // namespace imgc

#endif // IMGC_LIB_SUPPORT_GLOBPROGRAM_H

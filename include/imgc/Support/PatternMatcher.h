//===- PatternMatcher.h - .dockerignore patterns ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_PATTERNMATCHER_H
#define IMGC_SUPPORT_PATTERNMATCHER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <memory>
#include <string>
#include <vector>

namespace imgc {

/// Reads an ignore file: byte-order mark, comments in column one, `!`, cleaning
/// (dockerfile-llb.md 1.11). An invalid line is an error that names its number.
llvm::Expected<std::vector<std::string>> parseIgnoreFile(llvm::StringRef text,
                                                         std::vector<unsigned> *lines = nullptr);

/// An ordered list of patterns with exceptions (`!`), as moby/patternmatcher
/// matches them: the last pattern that matches decides, and a pattern that
/// matches a directory matches everything below it. Thread-safe once made.
class PatternMatcher {
public:
  static llvm::Expected<PatternMatcher> create(llvm::ArrayRef<std::string> patterns);

  /// As `create`, but what is no expression in a pattern (`[b-a]`) is an error only
  /// of `tryMatch`, as in BuildKit's front end, which compiles patterns late. Of
  /// such a matcher only `tryMatch`, `hasExceptions` and `empty` may be used.
  static llvm::Expected<PatternMatcher> createLate(llvm::ArrayRef<std::string> patterns);

  PatternMatcher(PatternMatcher &&);
  PatternMatcher &operator=(PatternMatcher &&);
  ~PatternMatcher();

  /// What is known of a directory, so that its children are matched without
  /// looking at their ancestors again.
  struct State {
    std::vector<bool> matched;
  };

  /// Whether `path` (relative, clean, no leading slash) is matched, judging
  /// its ancestors too.
  bool matches(llvm::StringRef path) const;

  /// As `matches`, or an error if a pattern that had to be looked at is no expression.
  llvm::Expected<bool> tryMatch(llvm::StringRef path) const;

  /// As `matches`, with the state of the parent directory (nullptr at the root);
  /// fills `own` for the children.
  bool matches(llvm::StringRef path, const State *parent, State &own) const;

  /// Whether anything below directory `path`, which is itself matched, could
  /// still be re-included by an exception; when not, a walk may prune it.
  bool mayReincludeBelow(llvm::StringRef path) const;

  bool hasExceptions() const;
  bool empty() const;

private:
  struct Impl;
  explicit PatternMatcher(std::unique_ptr<Impl> impl);
  static llvm::Expected<PatternMatcher> make(llvm::ArrayRef<std::string> patterns, bool late);
  std::unique_ptr<Impl> impl;
};

} // namespace imgc

#endif // IMGC_SUPPORT_PATTERNMATCHER_H

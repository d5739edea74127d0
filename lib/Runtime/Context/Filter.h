//===- Filter.h - Include and exclude patterns of a tree --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_CONTEXT_FILTER_H
#define IMGC_LIB_RUNTIME_CONTEXT_FILTER_H

#include "imgc/Support/PatternMatcher.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc {

class FileTree;

/// What is known of a directory's own matches.
struct FilterState {
  PatternMatcher::State include, exclude;
  bool valid = false;
};

/// Include and exclude patterns together, as fsutil's filtering combines them.
class Filter {
public:
  static llvm::Expected<Filter> create(llvm::ArrayRef<std::string> include,
                                       llvm::ArrayRef<std::string> exclude);

  /// Whether `path` itself is taken. `parent` is the state of its directory.
  bool matches(llvm::StringRef path, const FilterState &parent, FilterState &own) const;
  /// Whether something below directory `path`, which is not taken, could be.
  bool mayMatchBelow(llvm::StringRef path) const;

private:
  std::optional<PatternMatcher> includeMatcher, excludeMatcher;
  std::vector<std::string> includePatterns;
};

/// Whether `text` has a `*`, `?` or `[` that no backslash escapes.
bool hasWildcards(llvm::StringRef text);

/// Every path that the follow paths lead to, symlinks in each component and
/// wildcards in each name expanded (fsutil's FollowLinks), sorted. Empty when
/// the whole tree is asked for.
llvm::Expected<std::vector<std::string>> resolveFollowPaths(FileTree &tree,
                                                            llvm::ArrayRef<std::string> paths);

/// Joins include patterns with followed paths: a path below another one adds
/// nothing, and the root takes everything.
void addFollowedPaths(std::vector<std::string> &include, llvm::ArrayRef<std::string> followed);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_CONTEXT_FILTER_H

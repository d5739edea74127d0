//===- Filter.cpp - Include and exclude patterns of a tree ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Filter.h"

#include "imgc/Runtime/Context/FileTree.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <set>

using namespace imgc;

llvm::Expected<Filter> Filter::create(llvm::ArrayRef<std::string> include,
                                      llvm::ArrayRef<std::string> exclude) {
  Filter filter;
  if (!include.empty()) {
    auto matcher = PatternMatcher::create(include);
    if (!matcher)
      return addContext(matcher.takeError(), "invalid include pattern");
    filter.includeMatcher.emplace(std::move(*matcher));
    filter.includePatterns = include.vec();
  }
  if (!exclude.empty()) {
    auto matcher = PatternMatcher::create(exclude);
    if (!matcher)
      return addContext(matcher.takeError(), "invalid exclude pattern");
    filter.excludeMatcher.emplace(std::move(*matcher));
  }
  return std::move(filter);
}

bool Filter::matches(llvm::StringRef path, const FilterState &parent, FilterState &own) const {
  own.valid = true;
  bool included = true;
  if (includeMatcher)
    included = includeMatcher->matches(path, parent.valid ? &parent.include : nullptr, own.include);
  bool excluded = false;
  if (excludeMatcher)
    excluded = excludeMatcher->matches(path, parent.valid ? &parent.exclude : nullptr, own.exclude);
  return included && !excluded;
}

/// Whether `pattern` could match a path below `directory`.
static bool mayLeadBelow(llvm::StringRef pattern, llvm::StringRef directory) {
  llvm::SmallVector<llvm::StringRef, 8> parts, names;
  std::string cleaned = path::clean(pattern);
  llvm::StringRef(cleaned).split(parts, '/', -1, /*KeepEmpty=*/false);
  directory.split(names, '/', -1, /*KeepEmpty=*/false);
  for (auto [part, name] : llvm::zip(parts, names)) {
    if (part.contains("**"))
      return true;
    // A class may be negated with ^ here and ! there: ask only for what is sure.
    if (part.find_first_of("[\\") == llvm::StringRef::npos &&
        !path::match(part, name).value_or(true))
      return false;
  }
  return true;
}

bool Filter::mayMatchBelow(llvm::StringRef path) const {
  if (includeMatcher && llvm::none_of(includePatterns, [&](llvm::StringRef pattern) {
        return !pattern.trim().starts_with("!") && mayLeadBelow(pattern, path);
      }))
    return false;
  if (excludeMatcher && excludeMatcher->matches(path) && !excludeMatcher->mayReincludeBelow(path))
    return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Follow paths
//===----------------------------------------------------------------------===//

namespace {

class LinkFollower {
public:
  explicit LinkFollower(FileTree &tree) : tree(tree) {}
  llvm::Error append(std::string path);
  std::set<std::string> resolved;

private:
  /// Where the symlinks at `path` (its last name may be a wildcard) lead;
  /// nothing when there are none.
  llvm::Expected<std::vector<std::string>> readLinks(llvm::StringRef path);

  FileTree &tree;
};

llvm::Expected<std::vector<std::string>> LinkFollower::readLinks(llvm::StringRef path) {
  std::vector<std::string> targets;
  auto nodes = tree.glob(path, /*followPrefix=*/false);
  if (!nodes)
    return nodes.takeError();
  for (FileNode *node : *nodes) {
    if (!node->isSymlink())
      continue;
    std::string base = node->parent->getPath();
    llvm::StringRef link = node->linkTarget;
    targets.push_back(link.starts_with("/") ? path::clean(link) : path::join("/" + base, link));
  }
  return targets;
}

llvm::Error LinkFollower::append(std::string path) {
  // Paths still to be followed; every symlink is expanded once only, so this
  // ends, and the set is bounded by the number of links and of what was asked.
  std::vector<std::string> queue{std::move(path)};
  unsigned budget = 65536;
  while (!queue.empty()) {
    std::string cleaned = path::clean("/" + queue.back());
    queue.pop_back();
    llvm::StringRef rest = llvm::StringRef(cleaned).drop_front();
    std::string current;
    for (;;) {
      if (--budget == 0)
        return makeError(ExitCode::BuildFailed, "too many symlinks in the paths of the context");
      auto [name, tail] = rest.split('/');
      current = path::join(current, name);
      if (current.empty())
        current = ".";
      rest = tail;
      auto targets = readLinks(current);
      if (!targets)
        return targets.takeError();
      if (rest.empty() || !targets->empty()) {
        if (!resolved.insert(current).second && rest.empty())
          break;
      }
      if (!targets->empty()) {
        for (const std::string &target : *targets)
          queue.push_back(path::join(target, rest));
        break;
      }
      if (rest.empty())
        break;
    }
  }
  return llvm::Error::success();
}

} // namespace

llvm::Expected<std::vector<std::string>>
imgc::resolveFollowPaths(FileTree &tree, llvm::ArrayRef<std::string> paths) {
  LinkFollower follower(tree);
  for (const std::string &path : paths)
    if (llvm::Error error = follower.append(path))
      return std::move(error);
  if (follower.resolved.contains("."))
    return std::vector<std::string>();
  return std::vector<std::string>(follower.resolved.begin(), follower.resolved.end());
}

void imgc::addFollowedPaths(std::vector<std::string> &include,
                            llvm::ArrayRef<std::string> followed) {
  include.insert(include.end(), followed.begin(), followed.end());
  if (llvm::is_contained(include, "."))
    include.clear();
}

bool imgc::hasWildcards(llvm::StringRef text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '*' || text[i] == '?' || text[i] == '[')
      return true;
  }
  return false;
}

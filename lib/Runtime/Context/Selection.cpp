//===- Selection.cpp - What one copy takes from its source ----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Context/Selection.h"

#include "Filter.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/StringSaver.h"

using namespace imgc;

struct Selection::Arena {
  llvm::BumpPtrAllocator memory;
  llvm::StringSaver strings{memory};
};

Selection::Selection() : arena(std::make_unique<Arena>()) {}
Selection::Selection(Selection &&) = default;
Selection &Selection::operator=(Selection &&) = default;
Selection::~Selection() = default;

namespace {

/// Lists what one source holds, with the include and exclude patterns applied
/// as fsutil's copy applies them.
class Lister {
public:
  Lister(Selection &selection, const Filter *filter) : selection(selection), filter(filter) {}

  void list(FileNode *source) {
    add(source, "", 0, false);
    if (source->isDirectory())
      listChildren(source, FilterState(), 0);
  }

private:
  struct Parent {
    FileNode *node;
    std::string path;
    uint32_t depth;
  };

  void add(FileNode *node, llvm::StringRef path, uint32_t depth, bool implied) {
    SelectedEntry entry;
    entry.node = node;
    entry.path = selection.arena->strings.save(path);
    entry.depth = depth;
    entry.implied = implied;
    if (node->isRegular() && node->nlink > 1) {
      std::pair<uint64_t, uint64_t> id{node->stamp.device, node->stamp.inode};
      auto [it, isNew] = links.try_emplace(id, selection.entries.size() + 1);
      if (!isNew)
        entry.linkOf = it->second;
    }
    selection.entries.push_back(entry);
  }

  void addPending() {
    for (const Parent &parent : pending)
      add(parent.node, parent.path, parent.depth, /*implied=*/true);
    pending.clear();
  }

  void listChildren(FileNode *directory, const FilterState &state, uint32_t depth) {
    size_t length = path.size();
    for (FileNode *child : directory->getChildren()) {
      path.resize(length);
      if (length)
        path += '/';
      path += child->name;
      FilterState own;
      bool matched = !filter || filter->matches(path, state, own);
      if (!matched && (!child->isDirectory() || !filter->mayMatchBelow(path)))
        continue;
      if (matched) {
        addPending();
        add(child, path, depth + 1, false);
      }
      if (!child->isDirectory())
        continue;
      size_t numPending = pending.size();
      if (!matched)
        pending.push_back({child, path, depth + 1});
      listChildren(child, own, depth + 1);
      if (pending.size() > numPending)
        pending.resize(numPending);
    }
    path.resize(length);
  }

  Selection &selection;
  const Filter *filter;
  std::string path;
  std::vector<Parent> pending;
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, uint32_t> links;
};

llvm::Error checkRequired(const Selection &selection, const SourceSpec &spec) {
  for (const std::string &required : spec.requiredPaths) {
    std::string wanted = path::clean("/" + required);
    bool found = false;
    for (const SelectedSource &source : selection.sources)
      for (size_t i = source.begin; i < source.end && !found; ++i)
        found =
            llvm::StringRef(path::join(source.name, selection.entries[i].path)).starts_with(wanted);
    if (!found)
      return makeError(ExitCode::BuildFailed, "\"" + required + "\": not found");
  }
  return llvm::Error::success();
}

/// Name (before its own symlink is followed) and node of every source.
llvm::Expected<std::vector<std::pair<std::string, FileNode *>>>
resolveSources(FileTree &tree, const SourceSpec &spec, llvm::StringRef cleaned) {
  std::vector<std::pair<std::string, FileNode *>> result;
  auto notFound = [](llvm::StringRef name) {
    return makeError(ExitCode::BuildFailed, "\"" + name + "\": not found",
                     "check the path and the ignore file of the context");
  };
  if (!spec.allowWildcard || !hasWildcards(cleaned)) {
    auto node = tree.lookup(cleaned, spec.followSymlink);
    if (!node)
      return node.takeError();
    if (!*node)
      return notFound(cleaned);
    result.emplace_back(cleaned.str(), *node);
    return result;
  }
  auto nodes = tree.glob(cleaned, spec.followSymlink);
  if (!nodes)
    return nodes.takeError();
  if (nodes->empty() && !spec.allowEmptyWildcard)
    return makeError(ExitCode::BuildFailed, cleaned + " not found");
  for (FileNode *node : *nodes) {
    std::string name = "/" + node->getPath();
    if (spec.followSymlink && node->isSymlink()) {
      auto target = tree.lookup(name, /*followLast=*/true);
      if (!target)
        return target.takeError();
      if (!*target)
        return notFound(name);
      node = *target;
    }
    result.emplace_back(std::move(name), node);
  }
  return result;
}

} // namespace

llvm::Expected<Selection> imgc::select(FileTree &tree, const SourceSpec &spec) {
  Selection selection;
  selection.dirCopyContents = spec.dirCopyContents;
  std::optional<Filter> filter;
  if (!spec.includePatterns.empty() || !spec.excludePatterns.empty()) {
    auto made = Filter::create(spec.includePatterns, spec.excludePatterns);
    if (!made)
      return made.takeError();
    filter.emplace(std::move(*made));
  }
  std::string cleaned = path::clean("/" + spec.path);
  auto sources = resolveSources(tree, spec, cleaned);
  if (!sources)
    return sources.takeError();
  for (auto &[name, node] : *sources) {
    if (node->isDirectory())
      if (llvm::Error error = tree.loadSubtree(node))
        return std::move(error);
    SelectedSource source;
    source.name = name;
    source.node = node;
    source.begin = selection.entries.size();
    Lister(selection, filter ? &*filter : nullptr).list(node);
    source.end = selection.entries.size();
    selection.sources.push_back(std::move(source));
  }
  if (llvm::Error error = checkRequired(selection, spec))
    return std::move(error);
  return std::move(selection);
}

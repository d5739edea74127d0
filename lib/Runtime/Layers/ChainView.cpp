//===- ChainView.cpp - Layers on top of each other, without a mount -------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/ChainView.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/ErrorOr.h"

#include <cerrno>
#include <deque>
#include <map>

namespace imgc {

ChainView ChainView::getLower(unsigned count) const {
  return ChainView({layers.begin(), layers.begin() + std::min<size_t>(count, layers.size())});
}

MergedEntry ChainView::find(llvm::StringRef path) const {
  for (unsigned i = layers.size(); i-- > 0;) {
    const LayerIndex &layer = *layers[i];
    if (const IndexEntry *entry = layer.find(path))
      return entry->type == EntryType::Whiteout ? MergedEntry() : MergedEntry{entry, i};
    if (layer.hidesBelow(path))
      return {};
  }
  return {};
}

llvm::ErrorOr<ChainView::Resolved> ChainView::resolve(llvm::StringRef path, bool followLast) const {
  auto fail = [](int err) { return std::error_code(err, std::generic_category()); };
  std::deque<std::string> pending;
  auto push = [&](llvm::StringRef text) {
    llvm::SmallVector<llvm::StringRef, 16> parts;
    text.split(parts, '/', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef part : llvm::reverse(parts))
      if (part != ".")
        pending.push_front(part.str());
  };
  push(path);
  Resolved result{"", find("")};
  unsigned links = 0;
  while (!pending.empty()) {
    std::string name = std::move(pending.front());
    pending.pop_front();
    if (name == "..") {
      size_t slash = result.path.rfind('/');
      result.path.resize(slash == std::string::npos ? 0 : slash);
      result.found = find(result.path);
      continue;
    }
    std::string next = result.path.empty() ? name : result.path + "/" + name;
    MergedEntry found = find(next);
    bool last = pending.empty();
    if (!found && !last)
      return fail(ENOENT);
    if (found && found.entry->type == EntryType::Symlink && (!last || followLast)) {
      if (++links > 40 || pending.size() > 4096)
        return fail(ELOOP);
      llvm::StringRef target = found.entry->linkTarget;
      if (target.empty())
        return fail(ENOENT);
      if (target.starts_with("/"))
        result.path.clear();
      push(target);
      result.found = find(result.path);
      continue;
    }
    if (found && !last && found.entry->type != EntryType::Directory)
      return fail(ENOTDIR);
    result.path = std::move(next);
    result.found = found;
  }
  return result;
}

std::vector<std::pair<std::string, MergedEntry>>
ChainView::readDirectory(llvm::StringRef path) const {
  std::map<std::string, MergedEntry> names;
  for (unsigned i = layers.size(); i-- > 0;) {
    const LayerIndex &layer = *layers[i];
    const IndexEntry *self = layer.find(path);
    if (self && self->type != EntryType::Directory)
      break;
    llvm::ArrayRef<IndexEntry> subtree = layer.getSubtree(path);
    size_t skip = path.empty() ? 0 : path.size() + 1;
    for (const IndexEntry &entry : subtree) {
      llvm::StringRef name = llvm::StringRef(entry.path).drop_front(skip);
      if (!name.contains('/'))
        names.try_emplace(name.str(), MergedEntry{&entry, i});
    }
    if ((self && self->opaque) || layer.hidesBelow(path))
      break;
  }
  std::vector<std::pair<std::string, MergedEntry>> result;
  for (auto &[name, entry] : names)
    if (entry.entry->type != EntryType::Whiteout)
      result.emplace_back(name, entry);
  return result;
}

llvm::Error
ChainView::walk(llvm::function_ref<llvm::Error(llvm::StringRef, const MergedEntry &)> visit) const {
  // A k-way merge of the sorted tables: the topmost layer's entry for a path
  // stands, and what it hides of the layers below is remembered by depth.
  struct Hidden {
    std::string path;
    unsigned layer; // layers below this one show nothing strictly below `path`
  };
  std::vector<Hidden> hidden;
  std::vector<size_t> next(layers.size(), 0);
  auto isInside = [](llvm::StringRef path, llvm::StringRef dir) {
    return dir.empty()
               ? !path.empty()
               : path.size() > dir.size() && path.starts_with(dir) && path[dir.size()] == '/';
  };
  while (true) {
    const IndexEntry *best = nullptr;
    for (unsigned i = layers.size(); i-- > 0;) {
      const auto &entries = layers[i]->getEntries();
      if (next[i] < entries.size() &&
          (!best || comparePaths(entries[next[i]].path, best->path) < 0))
        best = &entries[next[i]];
    }
    if (!best)
      return llvm::Error::success();
    llvm::StringRef path = best->path;
    while (!hidden.empty() && !isInside(path, hidden.back().path))
      hidden.pop_back();
    unsigned floor = hidden.empty() ? 0 : hidden.back().layer;
    MergedEntry found;
    unsigned newFloor = floor;
    for (unsigned i = layers.size(); i-- > 0;) {
      const auto &entries = layers[i]->getEntries();
      if (next[i] >= entries.size() || entries[next[i]].path != path)
        continue;
      const IndexEntry &entry = entries[next[i]++];
      if (i < floor || i < newFloor)
        continue;
      if (!found)
        found = {&entry, i};
      if (entry.opaque || entry.type != EntryType::Directory)
        newFloor = std::max(newFloor, i);
    }
    if (!found)
      continue;
    if (newFloor > floor)
      hidden.push_back({path.str(), newFloor});
    if (found.entry->type == EntryType::Whiteout)
      continue;
    if (llvm::Error error = visit(path, found))
      return error;
  }
}

llvm::Expected<ChainView> openChain(Store &store, llvm::ArrayRef<LayerId> layers,
                                    bool needContents) {
  std::vector<std::shared_ptr<const LayerIndex>> indexes;
  for (const LayerId &layer : layers) {
    llvm::Expected<std::shared_ptr<const LayerIndex>> index =
        loadLayerIndex(store, layer, needContents);
    if (!index)
      return index.takeError();
    indexes.push_back(std::move(*index));
  }
  return ChainView(std::move(indexes));
}

//===----------------------------------------------------------------------===//
// Content ids
//===----------------------------------------------------------------------===//

/// Everything of an entry but its path, its mtime and its hard-link group.
static bool sameContent(const IndexEntry &a, const IndexEntry &b) {
  if (a.type != b.type || a.mode != b.mode || a.uid != b.uid || a.gid != b.gid ||
      a.linkTarget != b.linkTarget || a.devMajor != b.devMajor || a.devMinor != b.devMinor ||
      a.xattrs != b.xattrs)
    return false;
  if (a.type != EntryType::Regular)
    return true;
  return a.size == b.size && a.content && b.content && *a.content == *b.content;
}

static void addEntry(KeyBuilder &builder, const IndexEntry &entry,
                     std::map<uint32_t, uint64_t> &groups) {
  builder.add(entry.path).add(uint64_t(entry.type)).add(uint64_t(entry.mode));
  builder.add(uint64_t(entry.uid)).add(uint64_t(entry.gid)).add(entry.size);
  builder.add(entry.linkTarget).add(uint64_t(entry.devMajor)).add(uint64_t(entry.devMinor));
  // Numbered anew, so that links to names that did not count do not shift them.
  uint64_t group = 0;
  if (entry.hardLinkGroup)
    group = groups.try_emplace(entry.hardLinkGroup, groups.size() + 1).first->second;
  builder.add(group).add(uint64_t(entry.xattrs.size()));
  for (const auto &[name, value] : entry.xattrs)
    builder.add(name).add(value);
  builder.add(entry.content.value_or(Key()));
}

Key getScratchContentId() { return KeyBuilder("content-id.scratch.v1").final(); }

llvm::Expected<Key> computeContentId(const Key &parent, const LayerIndex &top,
                                     const ChainView &lowers) {
  // A group of which a member changed is a change of all its members; a group
  // with one visible name is none.
  std::map<uint32_t, unsigned> members;
  for (const IndexEntry &entry : top.getEntries())
    if (entry.hardLinkGroup)
      ++members[entry.hardLinkGroup];
  KeyBuilder builder("content-id.v1");
  builder.add(parent);
  uint64_t count = 0;
  std::map<uint32_t, uint64_t> groups;
  auto addWhiteout = [&](llvm::StringRef path) {
    builder.add(path).add(uint64_t(EntryType::Whiteout));
    ++count;
  };
  for (const IndexEntry &entry : top.getEntries()) {
    bool hidden = top.hidesBelow(entry.path);
    MergedEntry below = hidden ? MergedEntry() : lowers.find(entry.path);
    if (entry.type == EntryType::Whiteout) {
      if (below)
        addWhiteout(entry.path);
      continue;
    }
    if (entry.type == EntryType::Socket)
      continue;
    if (entry.type == EntryType::Regular && !entry.content)
      return makeError(ExitCode::Store, "a layer's index has no content hashes");
    bool linked = entry.hardLinkGroup && members[entry.hardLinkGroup] > 1;
    bool unchanged = below && !linked && sameContent(entry, *below.entry) &&
                     (entry.type != EntryType::Regular || !below.entry->hardLinkGroup);
    if (!unchanged && !(entry.path.empty() && !below && lowers.size() == 0 && entry.mode == 0755 &&
                        !entry.uid && !entry.gid && entry.xattrs.empty())) {
      IndexEntry copy = entry;
      if (!linked)
        copy.hardLinkGroup = 0;
      addEntry(builder, copy, groups);
      ++count;
    }
    if (entry.opaque && below && below.entry->type == EntryType::Directory)
      for (const auto &[name, lower] : lowers.readDirectory(entry.path)) {
        std::string path = entry.path.empty() ? name : entry.path + "/" + name;
        // A name that is there again replaces the lower one, subtree and all.
        const IndexEntry *again = top.find(path);
        if (!again || lower.entry->type == EntryType::Directory)
          addWhiteout(path);
      }
  }
  return count == 0 ? parent : builder.final();
}

llvm::Expected<Key> computeChainContentId(Store &store, llvm::ArrayRef<LayerId> layers) {
  llvm::Expected<ChainView> chain = openChain(store, layers, /*needContents=*/true);
  if (!chain)
    return chain.takeError();
  Key id = getScratchContentId();
  for (unsigned i = 0; i < chain->size(); ++i) {
    llvm::Expected<Key> next = computeContentId(id, chain->getLayer(i), chain->getLower(i));
    if (!next)
      return next.takeError();
    id = *next;
  }
  return id;
}

} // namespace imgc

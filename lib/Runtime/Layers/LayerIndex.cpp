//===- LayerIndex.cpp - What is in a layer, as a sorted table -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/LayerIndex.h"

#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/BLAKE3.h"

#include <algorithm>
#include <cerrno>
#include <numeric>

namespace imgc {

int comparePaths(llvm::StringRef a, llvm::StringRef b) {
  size_t n = std::min(a.size(), b.size());
  for (size_t i = 0; i < n; ++i) {
    if (a[i] == b[i])
      continue;
    // '/' sorts below everything, so a subtree stays together.
    if (a[i] == '/')
      return -1;
    if (b[i] == '/')
      return 1;
    return static_cast<uint8_t>(a[i]) < static_cast<uint8_t>(b[i]) ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

bool isLayerXattr(llvm::StringRef name) {
  return name == "security.capability" ||
         (name.starts_with("user.") && !name.starts_with("user.overlay."));
}

LayerIndex::LayerIndex(std::vector<IndexEntry> list) : entries(std::move(list)) {
  auto less = [](const IndexEntry &a, const IndexEntry &b) {
    return comparePaths(a.path, b.path) < 0;
  };
  // A walk delivers them sorted.
  if (!std::is_sorted(entries.begin(), entries.end(), less)) {
    std::vector<size_t> order(entries.size());
    std::iota(order.begin(), order.end(), 0);
    llvm::sort(order, [&](size_t a, size_t b) {
      int compared = comparePaths(entries[a].path, entries[b].path);
      return compared != 0 ? compared < 0 : a < b;
    });
    std::vector<IndexEntry> sorted;
    sorted.reserve(entries.size());
    for (size_t i : order)
      sorted.push_back(std::move(entries[i]));
    entries = std::move(sorted);
  }
  // Of equal paths the last stands.
  size_t kept = 0;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i + 1 < entries.size() && entries[i].path == entries[i + 1].path)
      continue;
    if (kept != i)
      entries[kept] = std::move(entries[i]);
    ++kept;
  }
  entries.resize(kept);
  if (entries.empty() || !entries.front().path.empty()) {
    IndexEntry root;
    root.type = EntryType::Directory;
    root.mode = 0755;
    entries.insert(entries.begin(), std::move(root));
  }
}

const IndexEntry *LayerIndex::find(llvm::StringRef path) const {
  auto it = std::lower_bound(
      entries.begin(), entries.end(), path,
      [](const IndexEntry &entry, llvm::StringRef p) { return comparePaths(entry.path, p) < 0; });
  return it != entries.end() && it->path == path ? &*it : nullptr;
}

bool LayerIndex::hidesBelow(llvm::StringRef path) const {
  while (!path.empty()) {
    size_t slash = path.rfind('/');
    path = slash == llvm::StringRef::npos ? llvm::StringRef() : path.take_front(slash);
    const IndexEntry *entry = find(path);
    if (entry && (entry->opaque || entry->type != EntryType::Directory))
      return true;
  }
  return false;
}

llvm::ArrayRef<IndexEntry> LayerIndex::getSubtree(llvm::StringRef path) const {
  auto inside = [&](llvm::StringRef p) {
    return path.empty() ? !p.empty()
                        : p.size() > path.size() && p.starts_with(path) && p[path.size()] == '/';
  };
  auto begin = std::upper_bound(
      entries.begin(), entries.end(), path,
      [](llvm::StringRef p, const IndexEntry &entry) { return comparePaths(p, entry.path) < 0; });
  auto end = std::partition_point(begin, entries.end(),
                                  [&](const IndexEntry &entry) { return inside(entry.path); });
  return llvm::ArrayRef<IndexEntry>(entries).slice(begin - entries.begin(), end - begin);
}

bool LayerIndex::hasContentHashes() const {
  return llvm::all_of(entries, [](const IndexEntry &entry) {
    return entry.type != EntryType::Regular || entry.content;
  });
}

uint64_t LayerIndex::getTotalSize() const {
  uint64_t sum = 0;
  llvm::DenseSet<uint32_t> counted;
  for (const IndexEntry &entry : entries)
    if (entry.type == EntryType::Regular &&
        (!entry.hardLinkGroup || counted.insert(entry.hardLinkGroup).second))
      sum += entry.size;
  return sum;
}

//===----------------------------------------------------------------------===//
// Bytes
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral magic = "imgc-index-1\n";

namespace {

class Writer {
public:
  void number(uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      out += static_cast<char>(value | 0x80);
    out += static_cast<char>(value);
  }
  void text(llvm::StringRef text) {
    number(text.size());
    out += text;
  }
  std::string out;
};

class Reader {
public:
  explicit Reader(llvm::StringRef data) : data(data) {}
  uint64_t number() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (data.empty())
        break;
      uint8_t byte = data.front();
      data = data.drop_front();
      value |= uint64_t(byte & 0x7f) << shift;
      if (!(byte & 0x80))
        return value;
    }
    failed = true;
    return 0;
  }
  llvm::StringRef text() {
    uint64_t size = number();
    if (size > data.size()) {
      failed = true;
      return "";
    }
    llvm::StringRef result = data.take_front(size);
    data = data.drop_front(size);
    return result;
  }
  llvm::StringRef raw(size_t size) {
    failed |= size > data.size();
    llvm::StringRef result = data.take_front(size);
    data = data.drop_front(result.size());
    return result;
  }
  size_t left() const { return data.size(); }
  bool failed = false;

private:
  llvm::StringRef data;
};

uint64_t zigzag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}
int64_t unzigzag(uint64_t value) {
  return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
}

} // namespace

std::string LayerIndex::serialise() const {
  Writer writer;
  writer.out = magic.str();
  writer.number(entries.size());
  for (const IndexEntry &entry : entries) {
    writer.text(entry.path);
    writer.number(static_cast<uint64_t>(entry.type) | (entry.opaque ? 64 : 0) |
                  (entry.content ? 128 : 0));
    writer.number(entry.mode);
    writer.number(entry.uid);
    writer.number(entry.gid);
    writer.number(zigzag(entry.mtimeSec));
    writer.number(entry.mtimeNsec);
    writer.number(entry.size);
    writer.text(entry.linkTarget);
    writer.number(entry.devMajor);
    writer.number(entry.devMinor);
    writer.number(entry.hardLinkGroup);
    writer.number(entry.xattrs.size());
    for (const auto &[name, value] : entry.xattrs) {
      writer.text(name);
      writer.text(value);
    }
    if (entry.content)
      writer.out.append(reinterpret_cast<const char *>(entry.content->bytes.data()), 32);
  }
  // What a crash cut off or a disk changed must be seen.
  llvm::BLAKE3 hasher;
  hasher.update(writer.out);
  auto sum = hasher.final<16>();
  writer.out.append(reinterpret_cast<const char *>(sum.data()), sum.size());
  return std::move(writer.out);
}

static bool readEntry(Reader &reader, IndexEntry &entry) {
  entry.path = reader.text().str();
  uint64_t flags = reader.number();
  if ((flags & 63) > static_cast<uint64_t>(EntryType::Whiteout) || flags > 255)
    return false;
  entry.type = static_cast<EntryType>(flags & 63);
  entry.opaque = flags & 64;
  entry.mode = reader.number();
  entry.uid = reader.number();
  entry.gid = reader.number();
  entry.mtimeSec = unzigzag(reader.number());
  entry.mtimeNsec = reader.number();
  entry.size = reader.number();
  entry.linkTarget = reader.text().str();
  entry.devMajor = reader.number();
  entry.devMinor = reader.number();
  entry.hardLinkGroup = reader.number();
  uint64_t xattrs = reader.number();
  if (reader.failed || xattrs > reader.left())
    return false;
  for (uint64_t i = 0; i < xattrs && !reader.failed; ++i) {
    std::string name = reader.text().str();
    entry.xattrs.emplace_back(std::move(name), reader.text().str());
  }
  if (flags & 128) {
    llvm::StringRef raw = reader.raw(32);
    llvm::copy(raw, entry.content.emplace().bytes.begin());
  }
  return !reader.failed;
}

llvm::Expected<LayerIndex> LayerIndex::parse(llvm::StringRef bytes) {
  auto damaged = [] { return makeError(ExitCode::Store, "a layer's index is damaged"); };
  if (bytes.size() < magic.size() + 17 || !bytes.starts_with(magic))
    return damaged();
  llvm::StringRef body = bytes.drop_back(16);
  llvm::BLAKE3 hasher;
  hasher.update(body);
  auto sum = hasher.final<16>();
  if (bytes.take_back(16) !=
      llvm::StringRef(reinterpret_cast<const char *>(sum.data()), sum.size()))
    return damaged();
  Reader reader(body.drop_front(magic.size()));
  uint64_t count = reader.number();
  // An entry takes at least 13 bytes: the count cannot make us allocate more.
  if (reader.failed || count > reader.left() / 13)
    return damaged();
  LayerIndex index;
  index.entries.resize(count);
  for (IndexEntry &entry : index.entries)
    if (!readEntry(reader, entry))
      return damaged();
  for (size_t i = 1; i < count; ++i)
    if (comparePaths(index.entries[i - 1].path, index.entries[i].path) >= 0)
      return damaged();
  if (reader.left() || count == 0 || !index.entries.front().path.empty())
    return damaged();
  return index;
}

//===----------------------------------------------------------------------===//
// Beside the layer
//===----------------------------------------------------------------------===//

llvm::Error writeLayerIndex(int dirFD, const LayerIndex &index) {
  std::string bytes = index.serialise();
  std::string temp = "index." + std::to_string(::getpid()) + "." +
                     std::to_string(reinterpret_cast<uintptr_t>(&index));
  FileDescriptor file(
      ::openat(dirFD, temp.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file)
    return makeErrnoError(ExitCode::Store, "cannot write a layer's index", errno);
  llvm::Error error = FileSink(file.get()).write(llvm::StringRef(bytes));
  if (!error && ::renameat(dirFD, temp.c_str(), dirFD, "index") != 0)
    error = makeErrnoError(ExitCode::Store, "cannot write a layer's index", errno);
  if (error)
    ::unlinkat(dirFD, temp.c_str(), 0);
  return error;
}

/// A step that wrote the layer knows what it wrote, not what there is of it.
static llvm::Error rememberSize(Store &store, const LayerId &id, uint64_t size) {
  llvm::Expected<std::optional<LayerInfo>> info = store.getLayer(id);
  if (!info)
    return info.takeError();
  if (!*info || (*info)->size == size)
    return llvm::Error::success();
  (*info)->size = size;
  return store.updateLayer(**info);
}

llvm::Expected<std::shared_ptr<const LayerIndex>> loadLayerIndex(Store &store, const LayerId &id,
                                                                 bool needContents) {
  llvm::Expected<FileDescriptor> dir = store.openLayerDir(id);
  if (!dir)
    return dir.takeError();
  constexpr size_t maxIndex = size_t(2) << 30;
  if (llvm::ErrorOr<std::string> bytes = readFileInRoot(dir->get(), "index", maxIndex)) {
    llvm::Expected<LayerIndex> index = LayerIndex::parse(*bytes);
    if (index && (!needContents || index->hasContentHashes()))
      return std::make_shared<const LayerIndex>(std::move(*index));
    // A damaged one is made again from the files.
    if (!index)
      llvm::consumeError(index.takeError());
  }
  llvm::Expected<FileDescriptor> diff = store.openLayerDiff(id);
  if (!diff)
    return diff.takeError();
  llvm::Expected<LayerIndex> index = LayerIndex::build(diff->get(), needContents);
  if (!index)
    return index.takeError();
  if (llvm::Error error = writeLayerIndex(dir->get(), *index))
    return std::move(error);
  if (llvm::Error error = rememberSize(store, id, index->getTotalSize()))
    return std::move(error);
  return std::make_shared<const LayerIndex>(std::move(*index));
}

} // namespace imgc

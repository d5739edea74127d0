//===- SelectionDigest.cpp - Keys of selections ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Parallel.h"
#include "imgc/Runtime/Context/Selection.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Path.h"

#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Endian.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

using namespace imgc;

static int64_t now() {
  struct timespec time;
  ::clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

/// Hashes an open file; the number of bytes read, or -1 with errno.
static int64_t hashFile(int fd, Key &content) {
  constexpr size_t bufferSize = 1 << 18;
  thread_local std::unique_ptr<uint8_t[]> buffer(new uint8_t[bufferSize]);
  llvm::BLAKE3 hasher;
  int64_t total = 0;
  for (;;) {
    ssize_t size = ::read(fd, buffer.get(), bufferSize);
    if (size < 0 && errno == EINTR)
      continue;
    if (size < 0)
      return -1;
    if (size == 0)
      break;
    hasher.update(llvm::ArrayRef(buffer.get(), size));
    total += size;
  }
  auto result = hasher.final<32>();
  std::copy(result.begin(), result.end(), content.bytes.begin());
  return total;
}

static Key hashOfNothing() {
  auto result = llvm::BLAKE3::hash<32>({});
  Key key;
  std::copy(result.begin(), result.end(), key.bytes.begin());
  return key;
}

/// The file that is a socket in a local context.
static bool isSocketStandIn(const FileTree &tree, const FileNode *node, int err) {
  return tree.getOptions().localContext && node->stamp.size == 0 && err == ENXIO;
}

llvm::Expected<EntryContent> imgc::readContent(FileTree &tree, const FileNode *node) {
  EntryContent result;
  result.mode = node->stamp.mode;
  result.size = node->stamp.size;
  StatCache *cache = node->trusted ? tree.getCache() : nullptr;
  std::string path = node->getPath();
  if (cache) {
    auto known = cache->lookup(path, node->stamp);
    if (known && !known->hasXattrs) {
      result.content = known->content;
      return result;
    }
  }
  for (int attempt = 0; attempt < 3; ++attempt) {
    int64_t start = now();
    struct stat before, after;
    auto fd = tree.openNode(node, before);
    if (!fd) {
      // A socket cannot be opened; it counts as an empty file.
      ErrorParts parts = takeError(fd.takeError());
      if (isSocketStandIn(tree, node, ENXIO) &&
          llvm::StringRef(parts.message).ends_with(std::strerror(ENXIO))) {
        result.content = hashOfNothing();
        return result;
      }
      return makeError(parts.code, parts.message, parts.hint);
    }
    if (!S_ISREG(before.st_mode))
      return makeError(ExitCode::BuildFailed, "'/" + path + "' was replaced while it was read",
                       "leave the files of a build alone while it runs");
    int64_t size = hashFile(fd->get(), result.content);
    if (size < 0)
      return tree.makeNodeError(node, "cannot read", errno);
    if (::fstat(fd->get(), &after) != 0)
      return tree.makeNodeError(node, "cannot read", errno);
    FileStamp stamp = FileStamp::of(after);
    if (!(FileStamp::of(before) == stamp) || uint64_t(size) != stamp.size)
      continue;
    result.mode = stamp.mode;
    result.size = stamp.size;
    result.xattrs = readCarriedXattrs(fd->get());
    if (cache)
      cache->record(path, stamp, {result.content, !result.xattrs.empty()}, start);
    return result;
  }
  return makeError(ExitCode::BuildFailed, "'/" + path + "' keeps changing while it is read",
                   "leave the files of a build alone while it runs");
}

//===----------------------------------------------------------------------===//
// Digests
//===----------------------------------------------------------------------===//

namespace {

/// The bytes that are hashed; every text with its length.
class Writer {
public:
  void add(uint64_t number) {
    char raw[8];
    llvm::support::endian::write64le(raw, number);
    bytes.append(raw, 8);
  }
  void add(llvm::StringRef text) {
    add(uint64_t(text.size()));
    bytes += text;
  }
  void add(const Key &key) {
    bytes.append(reinterpret_cast<const char *>(key.bytes.data()), key.bytes.size());
  }
  std::string bytes;
};

} // namespace

static Xattrs readDirectoryXattrs(const FileTree &tree, const FileNode *node) {
  struct stat status;
  auto fd = tree.openNode(node, status);
  if (fd)
    return readCarriedXattrs(fd->get());
  llvm::consumeError(fd.takeError());
  return {};
}

static void addEntry(Writer &writer, const FileTree &tree, const Selection &selection,
                     const SelectedSource &source, size_t index, const EntryContent &content) {
  const SelectedEntry &entry = selection.entries[index];
  const FileNode *node = entry.node;
  bool isRoot = index == source.begin;
  // The name in the destination, when the destination is a directory.
  if (selection.dirCopyContents && source.node->isDirectory())
    writer.add(entry.path);
  else
    writer.add(path::join(path::base(source.name), entry.path));
  uint32_t mode = node->isRegular() ? content.mode : node->stamp.mode;
  writer.add(mode & S_IFMT);
  // A directory whose contents are copied gives nothing of itself but its time.
  if (isRoot && node->isDirectory() && selection.dirCopyContents)
    return;
  writer.add(node->isSymlink() ? 0777 : mode & 07777);
  writer.add(uint64_t(node->uid));
  writer.add(uint64_t(node->gid));
  writer.add(uint64_t(entry.implied));
  if (node->isRegular()) {
    writer.add(content.size);
    writer.add(content.content);
    writer.add(uint64_t(entry.linkOf ? entry.linkOf - source.begin : 0));
  } else if (node->isSymlink()) {
    writer.add(node->linkTarget);
  } else if (!node->isDirectory()) {
    writer.add(node->rdev);
  }
  const Xattrs &xattrs =
      node->isDirectory() && node->hasXattrs ? readDirectoryXattrs(tree, node) : content.xattrs;
  writer.add(uint64_t(xattrs.size()));
  for (const auto &[name, value] : xattrs) {
    writer.add(name);
    writer.add(value);
  }
}

Key imgc::digestSelection(const FileTree &tree, const Selection &selection,
                          llvm::ArrayRef<EntryContent> contents) {
  Writer writer;
  writer.bytes.reserve(selection.entries.size() * 128);
  writer.add(uint64_t(selection.sources.size()));
  for (const SelectedSource &source : selection.sources) {
    writer.add(uint64_t(source.end - source.begin));
    for (size_t i = source.begin; i < source.end; ++i)
      addEntry(writer, tree, selection, source, i, contents[i]);
  }
  return KeyBuilder("selection.v1").add(writer.bytes).final();
}

Key imgc::combineSelections(llvm::ArrayRef<Key> digests) {
  KeyBuilder builder("selections.v1");
  builder.add(uint64_t(digests.size()));
  for (const Key &digest : digests)
    builder.add(digest);
  return builder.final();
}

static llvm::Expected<Key> digestOne(FileTree &tree, const SourceSpec &spec) {
  auto selection = select(tree, spec);
  if (!selection)
    return selection.takeError();
  std::vector<EntryContent> contents(selection->entries.size());
  llvm::Error error =
      parallelFor(contents.size(), tree.getOptions().numThreads, [&](size_t i) -> llvm::Error {
        const FileNode *node = selection->entries[i].node;
        if (!node->isRegular())
          return llvm::Error::success();
        auto content = readContent(tree, node);
        if (!content)
          return content.takeError();
        contents[i] = std::move(*content);
        return llvm::Error::success();
      });
  if (error)
    return std::move(error);
  return digestSelection(tree, *selection, contents);
}

llvm::Expected<Key> imgc::selectionDigest(FileTree &tree, llvm::ArrayRef<SourceSpec> specs) {
  std::vector<Key> digests;
  for (const SourceSpec &spec : specs) {
    auto digest = digestOne(tree, spec);
    if (!digest)
      return digest.takeError();
    digests.push_back(*digest);
  }
  return combineSelections(digests);
}

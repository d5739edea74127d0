//===- WriteLayer.cpp - A layer directory as an OCI layer -----------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/WriteLayer.h"

#include "imgc/Runtime/Layers/AsyncStream.h"
#include "imgc/Runtime/Layers/TarWriter.h"
#include "imgc/Runtime/RootFD/RootFD.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"

#include <cerrno>
#include <map>

namespace imgc {

namespace {

llvm::Error checkCancelled(const WriteLayerOptions &options) {
  return options.cancelled && options.cancelled() ? makeError(ExitCode::Interrupted, "interrupted")
                                                  : llvm::Error::success();
}

/// Decides what of an upper directory is a change, and writes it in order.
class LayerWriter {
public:
  LayerWriter(int diffFD, const LayerIndex &index, const ChainView &lowers, ByteSink &sink,
              const WriteLayerOptions &options)
      : diffFD(diffFD), index(index), lowers(lowers), tar(sink), options(options), buffer(1 << 18) {
  }

  llvm::Error run();

private:
  using Iterator = llvm::ArrayRef<IndexEntry>::iterator;

  llvm::Error writeDirectory(const IndexEntry &directory, llvm::ArrayRef<IndexEntry> subtree);
  llvm::Error writeWhiteouts(const IndexEntry &directory, llvm::ArrayRef<IndexEntry> subtree);
  llvm::Error writeWhiteout(llvm::StringRef path);
  llvm::Error writeEntry(const IndexEntry &entry);
  llvm::Error writeParents(llvm::StringRef path);
  llvm::Error writeHeader(const IndexEntry &entry, llvm::StringRef linkTarget, bool hardLink);
  llvm::Error writeContent(const IndexEntry &entry);
  llvm::Expected<bool> isUnchanged(const IndexEntry &entry);
  llvm::Expected<Key> hashContent(const IndexEntry &entry);
  llvm::Expected<FileDescriptor> open(const IndexEntry &entry);
  int64_t getTime(int64_t seconds) const;

  int diffFD;
  const LayerIndex &index;
  const ChainView &lowers;
  TarWriter tar;
  const WriteLayerOptions &options;
  std::vector<uint8_t> buffer;
  /// The directory of the file opened last: the next one is likely there too.
  FileDescriptor directory;
  std::string directoryPath;
  /// Directories on the way to the current name whose header is not written yet.
  std::vector<const IndexEntry *> pending;
  std::map<uint32_t, std::string> firstNames;
  std::map<uint32_t, unsigned> members;
};

int64_t LayerWriter::getTime(int64_t seconds) const {
  if (options.setMtime)
    return *options.setMtime;
  return options.clampMtime ? std::min(seconds, *options.clampMtime) : seconds;
}

llvm::Expected<FileDescriptor> LayerWriter::open(const IndexEntry &entry) {
  auto fail = [&](int err) {
    return makeErrnoError(ExitCode::BuildFailed, "cannot read '/" + entry.path + "' of a layer",
                          err);
  };
  auto [dir, name] = llvm::StringRef(entry.path).rsplit('/');
  if (name.empty())
    std::swap(dir, name);
  if (!directory || directoryPath != dir) {
    llvm::ErrorOr<FileDescriptor> opened = openInRoot(diffFD, dir, O_PATH | O_DIRECTORY);
    if (!opened)
      return fail(opened.getError().value());
    directory = std::move(*opened);
    directoryPath = dir.str();
  }
  FileDescriptor fd(::openat(directory.get(), name.str().c_str(),
                             O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd)
    return fail(errno);
  return fd;
}

llvm::Expected<Key> LayerWriter::hashContent(const IndexEntry &entry) {
  llvm::Expected<FileDescriptor> fd = open(entry);
  if (!fd)
    return fd.takeError();
  FileSource source(fd->get());
  llvm::BLAKE3 hasher;
  while (true) {
    llvm::Expected<size_t> n = source.read(buffer);
    if (!n)
      return n.takeError();
    if (*n == 0)
      break;
    hasher.update(llvm::ArrayRef(buffer.data(), *n));
  }
  Key key;
  llvm::BLAKE3Result<32> result = hasher.final();
  std::copy(result.begin(), result.end(), key.bytes.begin());
  return key;
}

/// Whether the lower layers show the same: a directory that is here for its
/// children, a file copied up and left as it was.
llvm::Expected<bool> LayerWriter::isUnchanged(const IndexEntry &entry) {
  if (entry.hardLinkGroup && members[entry.hardLinkGroup] > 1)
    return false;
  MergedEntry below = index.hidesBelow(entry.path) ? MergedEntry() : lowers.find(entry.path);
  if (!below)
    return false;
  const IndexEntry &lower = *below.entry;
  if (lower.type != entry.type || lower.mode != entry.mode || lower.uid != entry.uid ||
      lower.gid != entry.gid || lower.devMajor != entry.devMajor ||
      lower.devMinor != entry.devMinor || lower.xattrs != entry.xattrs ||
      lower.mtimeSec != entry.mtimeSec || lower.linkTarget != entry.linkTarget)
    return false;
  if (entry.type != EntryType::Regular)
    return lower.mtimeNsec == entry.mtimeNsec;
  if (lower.size != entry.size || lower.mtimeNsec != entry.mtimeNsec)
    return false;
  if (entry.mtimeNsec != 0)
    return true;
  // Whole seconds come from an archive and prove nothing.
  if (!lower.content)
    return false;
  llvm::Expected<Key> content =
      entry.content ? llvm::Expected<Key>(*entry.content) : hashContent(entry);
  if (!content)
    return content.takeError();
  return *content == *lower.content;
}

llvm::Error LayerWriter::writeHeader(const IndexEntry &entry, llvm::StringRef linkTarget,
                                     bool hardLink) {
  TarEntry header;
  header.name = entry.path + (entry.type == EntryType::Directory ? "/" : "");
  header.type = hardLink ? EntryType::HardLink : entry.type;
  header.mode = entry.mode;
  header.uid = entry.uid;
  header.gid = entry.gid;
  header.mtimeSec = getTime(entry.mtimeSec);
  header.size = hardLink ? 0 : entry.size;
  header.linkTarget = linkTarget.str();
  header.devMajor = entry.devMajor;
  header.devMinor = entry.devMinor;
  header.xattrs.insert(entry.xattrs.begin(), entry.xattrs.end());
  return tar.startEntry(header);
}

llvm::Error LayerWriter::writeParents(llvm::StringRef path) {
  for (const IndexEntry *directory : pending)
    if (llvm::Error error = writeHeader(*directory, "", /*hardLink=*/false))
      return error;
  pending.clear();
  return llvm::Error::success();
}

llvm::Error LayerWriter::writeWhiteout(llvm::StringRef path) {
  if (llvm::Error error = writeParents(path))
    return error;
  size_t slash = path.rfind('/');
  size_t start = slash == llvm::StringRef::npos ? 0 : slash + 1;
  TarEntry header;
  header.name = (path.take_front(start) + ".wh." + path.drop_front(start)).str();
  return tar.startEntry(header);
}

llvm::Error LayerWriter::writeContent(const IndexEntry &entry) {
  llvm::Expected<FileDescriptor> fd = open(entry);
  if (!fd)
    return fd.takeError();
  FileSource source(fd->get());
  uint64_t left = entry.size;
  while (left > 0) {
    if (llvm::Error error = checkCancelled(options))
      return error;
    llvm::Expected<size_t> n = source.read(buffer);
    if (!n)
      return n.takeError();
    if (*n == 0 || *n > left)
      return makeError(ExitCode::BuildFailed,
                       "'/" + entry.path + "' of a layer changed while it was read");
    left -= *n;
    if (llvm::Error error = tar.write(llvm::ArrayRef(buffer.data(), *n)))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error LayerWriter::writeEntry(const IndexEntry &entry) {
  llvm::Expected<bool> unchanged = isUnchanged(entry);
  if (!unchanged)
    return unchanged.takeError();
  if (*unchanged)
    return llvm::Error::success();
  if (llvm::Error error = writeParents(entry.path))
    return error;
  if (entry.hardLinkGroup) {
    auto first = firstNames.try_emplace(entry.hardLinkGroup, entry.path);
    if (!first.second)
      return writeHeader(entry, first.first->second, /*hardLink=*/true);
  }
  if (llvm::Error error = writeHeader(entry, entry.linkTarget, /*hardLink=*/false))
    return error;
  return entry.type == EntryType::Regular ? writeContent(entry) : llvm::Error::success();
}

/// All whiteouts of a directory, before any other name in it.
llvm::Error LayerWriter::writeWhiteouts(const IndexEntry &directory,
                                        llvm::ArrayRef<IndexEntry> subtree) {
  size_t skip = directory.path.empty() ? 0 : directory.path.size() + 1;
  std::map<std::string, EntryType> here;
  std::vector<std::string> names;
  bool hidden = index.hidesBelow(directory.path);
  for (const IndexEntry &entry : subtree) {
    llvm::StringRef name = llvm::StringRef(entry.path).drop_front(skip);
    if (name.contains('/'))
      continue;
    if (directory.opaque)
      here.emplace(name.str(), entry.type);
    if (entry.type == EntryType::Whiteout && !directory.opaque && !hidden &&
        lowers.find(entry.path))
      names.push_back(name.str());
  }
  if (directory.opaque && !hidden)
    for (const auto &[name, lower] : lowers.readDirectory(directory.path)) {
      auto again = here.find(name);
      // A new file replaces the old name by itself; a new directory would merge.
      if (again == here.end() || again->second == EntryType::Whiteout ||
          (again->second == EntryType::Directory && lower.entry->type == EntryType::Directory))
        names.push_back(name);
    }
  for (const std::string &name : names)
    if (llvm::Error error =
            writeWhiteout(directory.path.empty() ? name : directory.path + "/" + name))
      return error;
  return llvm::Error::success();
}

llvm::Error LayerWriter::writeDirectory(const IndexEntry &directory,
                                        llvm::ArrayRef<IndexEntry> subtree) {
  // Iterative, since names nest as deep as a RUN step likes: a directory's
  // whiteouts come when its header is due, its names follow in table order.
  if (llvm::Error error = writeWhiteouts(directory, subtree))
    return error;
  std::vector<const IndexEntry *> open;
  for (const IndexEntry &entry : subtree) {
    auto inside = [&](const IndexEntry *dir) {
      return llvm::StringRef(entry.path).starts_with(dir->path) &&
             entry.path.size() > dir->path.size() && entry.path[dir->path.size()] == '/';
    };
    while (!pending.empty() && !inside(pending.back()))
      pending.pop_back();
    if (entry.type == EntryType::Whiteout || entry.type == EntryType::Socket)
      continue;
    if (entry.type != EntryType::Directory) {
      if (llvm::Error error = writeEntry(entry))
        return error;
      continue;
    }
    llvm::Expected<bool> unchanged = isUnchanged(entry);
    if (!unchanged)
      return unchanged.takeError();
    pending.push_back(&entry);
    if (!*unchanged)
      if (llvm::Error error = writeParents(entry.path))
        return error;
    if (llvm::Error error = writeWhiteouts(entry, index.getSubtree(entry.path)))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error LayerWriter::run() {
  for (const IndexEntry &entry : index.getEntries())
    if (entry.hardLinkGroup)
      ++members[entry.hardLinkGroup];
  const IndexEntry &root = index.getEntries().front();
  if (llvm::Error error = writeDirectory(root, index.getSubtree("")))
    return error;
  return tar.finish();
}

/// Hashes and counts what passes on.
class HashingSink : public ByteSink {
public:
  explicit HashingSink(ByteSink *next) : next(next) {}
  using ByteSink::write;
  llvm::Error write(llvm::ArrayRef<uint8_t> data) override {
    hash.update(data);
    return next ? next->write(data) : llvm::Error::success();
  }
  ByteSink *next;
  Sha256 hash;
};

std::string describe(const WriteLayerOptions &options) {
  std::string text;
  if (options.clampMtime)
    text += "+clamp=" + std::to_string(*options.clampMtime);
  if (options.setMtime)
    text += "+mtime=" + std::to_string(*options.setMtime);
  return text;
}

} // namespace

llvm::Error writeLayerTar(int diffFD, const ChainView &lowers, ByteSink &sink,
                          const WriteLayerOptions &options, const LayerIndex *index) {
  LayerIndex walked;
  if (!index) {
    llvm::Expected<LayerIndex> built = LayerIndex::build(diffFD, /*hashContents=*/false);
    if (!built)
      return built.takeError();
    walked = std::move(*built);
    index = &walked;
  }
  // Files are read while the bytes before are hashed and compressed.
  AsyncSink ahead(sink);
  if (llvm::Error error = LayerWriter(diffFD, *index, lowers, ahead, options).run())
    return error;
  return ahead.finish();
}

Digest getEmptyLayerDiffId() { return Sha256::of(llvm::StringRef(std::string(1024, '\0'))); }

static llvm::Error rememberDiffId(Store &store, const LayerId &layer, const Digest &diffId) {
  llvm::Expected<std::optional<LayerInfo>> info = store.getLayer(layer);
  if (!info)
    return info.takeError();
  // A pulled layer keeps the one it came with.
  if (!*info || (*info)->diffId)
    return llvm::Error::success();
  (*info)->diffId = diffId;
  return store.updateLayer(**info);
}

static llvm::Error writeFromDirectory(Store &store, const LayerId &layer, const ChainView &lowers,
                                      ByteSink &sink, const WriteLayerOptions &options) {
  llvm::Expected<FileDescriptor> diff = store.openLayerDiff(layer);
  if (!diff)
    return diff.takeError();
  llvm::Expected<std::shared_ptr<const LayerIndex>> index =
      loadLayerIndex(store, layer, /*needContents=*/false);
  if (!index)
    return index.takeError();
  return writeLayerTar(diff->get(), lowers, sink, options, index->get());
}

llvm::Expected<Digest> getDiffId(Store &store, const LayerId &layer, const ChainView &lowers,
                                 const WriteLayerOptions &options) {
  bool plain = describe(options).empty();
  llvm::Expected<std::optional<LayerInfo>> info = store.getLayer(layer);
  if (!info)
    return info.takeError();
  if (plain && *info && (*info)->diffId)
    return *(*info)->diffId;
  HashingSink sink(nullptr);
  if (llvm::Error error = writeFromDirectory(store, layer, lowers, sink, options))
    return std::move(error);
  Digest diffId = sink.hash.final();
  if (plain)
    if (llvm::Error error = rememberDiffId(store, layer, diffId))
      return std::move(error);
  return diffId;
}

/// Another form of the layer is there: its bytes keep the diff id, which a tar
/// made anew of somebody else's layer would not.
static llvm::Error copyUncompressed(Store &store, const LayerBlob &from, ByteSink &sink,
                                    const WriteLayerOptions &options) {
  llvm::Expected<FileDescriptor> fd = store.openBlob(from.digest);
  if (!fd)
    return fd.takeError();
  FileSource source(fd->get());
  std::unique_ptr<ByteSource> plain = createDecompressor(source);
  AsyncSource ahead(*plain);
  std::vector<uint8_t> buffer(1 << 18);
  while (true) {
    if (llvm::Error error = checkCancelled(options))
      return error;
    llvm::Expected<size_t> n = ahead.read(buffer);
    if (!n)
      return n.takeError();
    if (*n == 0)
      return llvm::Error::success();
    if (llvm::Error error = sink.write(llvm::ArrayRef(buffer.data(), *n)))
      return error;
  }
}

llvm::Expected<LayerBlob> getLayerBlob(Store &store, const LayerId &layer, const ChainView &lowers,
                                       Compression compression, bool ociTypes,
                                       const WriteLayerOptions &options) {
  LayerBlob blob;
  blob.layer = layer;
  blob.compression = (getCompressionId(compression) + describe(options)).str();
  blob.mediaType = getLayerMediaType(compression, ociTypes).str();
  llvm::Expected<std::vector<LayerBlob>> known = store.getLayerBlobs(layer);
  if (!known)
    return known.takeError();
  // Blobs with other times have other bytes inside.
  llvm::erase_if(*known, [&](const LayerBlob &other) {
    return other.compression != blob.compression &&
           llvm::StringRef(other.compression).contains('+') &&
           !llvm::StringRef(other.compression).starts_with("pulled:");
  });
  for (const LayerBlob &other : *known)
    if (other.compression == blob.compression) {
      // The bytes are the same whatever they are called.
      blob.digest = other.digest;
      blob.size = other.size;
      blob.diffId = other.diffId;
      return blob;
    }
  llvm::Expected<BlobWriter> writer = store.createBlob();
  if (!writer)
    return writer.takeError();
  CallbackSink file([&](llvm::ArrayRef<uint8_t> data) { return writer->write(data); });
  std::unique_ptr<Compressor> compressor = createCompressor(compression, file);
  HashingSink hashing(compressor.get());
  bool plain = describe(options).empty();
  if (llvm::Error error = plain && !known->empty()
                              ? copyUncompressed(store, known->front(), hashing, options)
                              : writeFromDirectory(store, layer, lowers, hashing, options))
    return std::move(error);
  if (llvm::Error error = compressor->finish())
    return std::move(error);
  blob.size = writer->getSize();
  blob.diffId = hashing.hash.final();
  llvm::Expected<Digest> digest = writer->commit();
  if (!digest)
    return digest.takeError();
  blob.digest = *digest;
  if (llvm::Error error = store.putLayerBlob(blob))
    return std::move(error);
  if (plain)
    if (llvm::Error error = rememberDiffId(store, layer, blob.diffId))
      return std::move(error);
  return blob;
}

} // namespace imgc

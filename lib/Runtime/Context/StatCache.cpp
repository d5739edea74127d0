//===- StatCache.cpp - Content digests by file status ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Context/StatCache.h"

#include "imgc/Runtime/RootFD/FileDescriptor.h"
#include "imgc/Support/Error.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/xxhash.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <mutex>
#include <vector>

using namespace imgc;

//===----------------------------------------------------------------------===//
// The file: header, entries, then a table of entry numbers with open addressing
//===----------------------------------------------------------------------===//

namespace {

constexpr uint64_t fileMagic = 0x31434154'53434749; // "IGCSTAC1"
constexpr uint32_t emptySlot = UINT32_MAX;
/// An entry that this many saves of its context did not use is dropped.
constexpr uint32_t maxAge = 64;
constexpr uint32_t maxEntries = 1u << 24;

struct FileHeader {
  uint64_t magic;
  uint32_t numEntries;
  uint32_t tableSize; // a power of two, at least twice numEntries
  uint32_t generation;
  uint32_t reserved;
  uint64_t checksum; // xxh3 of everything behind the header
};

struct FileEntry {
  uint64_t pathLow, pathHigh; // xxh3_128 of the path
  uint64_t device, inode, size;
  int64_t mtimeNs, ctimeNs, hashedAtNs;
  uint32_t mode;
  uint32_t hasXattrs;
  uint32_t generation;
  uint32_t reserved;
  uint8_t content[32];
};
static_assert(sizeof(FileHeader) == 32 && sizeof(FileEntry) == 112);

using PathHash = std::pair<uint64_t, uint64_t>;

PathHash hashPath(llvm::StringRef path) {
  auto hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(path));
  return {hash.low64, hash.high64};
}

/// A read-only view of one cache file; empty when there is no valid one.
class MappedCache {
public:
  MappedCache() = default;
  MappedCache(MappedCache &&other) noexcept { *this = std::move(other); }
  MappedCache &operator=(MappedCache &&other) noexcept {
    std::swap(data, other.data);
    std::swap(size, other.size);
    return *this;
  }
  ~MappedCache() {
    if (data)
      ::munmap(const_cast<char *>(data), size);
  }

  static MappedCache map(const std::string &path);

  uint32_t getGeneration() const { return data ? header().generation : 0; }
  llvm::ArrayRef<FileEntry> entries() const {
    if (!data)
      return {};
    return {reinterpret_cast<const FileEntry *>(data + sizeof(FileHeader)), header().numEntries};
  }

  /// The number of the entry, or nothing.
  std::optional<uint32_t> find(const PathHash &hash) const {
    if (!data)
      return std::nullopt;
    uint32_t mask = header().tableSize - 1;
    for (uint32_t slot = hash.first & mask;; slot = (slot + 1) & mask) {
      uint32_t index = table()[slot];
      if (index >= header().numEntries)
        return std::nullopt;
      const FileEntry &entry = entries()[index];
      if (entry.pathLow == hash.first && entry.pathHigh == hash.second)
        return index;
    }
  }

private:
  const FileHeader &header() const { return *reinterpret_cast<const FileHeader *>(data); }
  const uint32_t *table() const {
    return reinterpret_cast<const uint32_t *>(data + sizeof(FileHeader) +
                                              sizeof(FileEntry) * header().numEntries);
  }
  bool isValid() const;

  const char *data = nullptr;
  size_t size = 0;
};

bool MappedCache::isValid() const {
  if (size < sizeof(FileHeader))
    return false;
  const FileHeader &head = header();
  if (head.magic != fileMagic || head.numEntries > maxEntries || head.tableSize > maxEntries * 4 ||
      head.tableSize < 2 || (head.tableSize & (head.tableSize - 1)) ||
      head.tableSize < head.numEntries * 2)
    return false;
  if (size != sizeof(FileHeader) + sizeof(FileEntry) * uint64_t(head.numEntries) +
                  sizeof(uint32_t) * uint64_t(head.tableSize))
    return false;
  llvm::StringRef body(data + sizeof(FileHeader), size - sizeof(FileHeader));
  return llvm::xxh3_64bits(llvm::arrayRefFromStringRef(body)) == head.checksum;
}

MappedCache MappedCache::map(const std::string &path) {
  MappedCache result;
  FileDescriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat status;
  if (!fd || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_size < off_t(sizeof(FileHeader)))
    return result;
  void *address =
      ::mmap(nullptr, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd.get(), 0);
  if (address == MAP_FAILED)
    return result;
  result.data = static_cast<const char *>(address);
  result.size = status.st_size;
  if (!result.isValid())
    return MappedCache();
  return result;
}

/// Entries and table of a new file, ready to be written.
std::string serialize(std::vector<FileEntry> &entries, uint32_t generation) {
  uint32_t tableSize = 2;
  while (tableSize < entries.size() * 2)
    tableSize *= 2;
  std::vector<uint32_t> table(tableSize, emptySlot);
  for (auto [index, entry] : llvm::enumerate(entries)) {
    uint32_t slot = entry.pathLow & (tableSize - 1);
    while (table[slot] != emptySlot)
      slot = (slot + 1) & (tableSize - 1);
    table[slot] = index;
  }
  std::string bytes(sizeof(FileHeader), '\0');
  bytes.append(reinterpret_cast<const char *>(entries.data()), entries.size() * sizeof(FileEntry));
  bytes.append(reinterpret_cast<const char *>(table.data()), tableSize * sizeof(uint32_t));
  FileHeader header{fileMagic, uint32_t(entries.size()), tableSize, generation, 0, 0};
  llvm::StringRef body = llvm::StringRef(bytes).drop_front(sizeof(FileHeader));
  header.checksum = llvm::xxh3_64bits(llvm::arrayRefFromStringRef(body));
  std::memcpy(bytes.data(), &header, sizeof(header));
  return bytes;
}

llvm::Error writeAndRename(const std::string &path, llvm::StringRef bytes) {
  std::string temporary = path + ".new";
  FileDescriptor fd(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd)
    return makeErrnoError(ExitCode::Store, "cannot create '" + temporary + "'", errno);
  while (!bytes.empty()) {
    ssize_t written = ::write(fd.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0) {
      int err = errno;
      ::unlink(temporary.c_str());
      return makeErrnoError(ExitCode::Store, "cannot write '" + temporary + "'", err);
    }
    bytes = bytes.drop_front(written);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0)
    return makeErrnoError(ExitCode::Store, "cannot replace '" + path + "'", errno);
  return llvm::Error::success();
}

/// Kernel timestamps advance with the timer tick (at most 10 ms); a file system
/// with whole seconds shows itself by them (FAT counts in pairs).
int64_t granularityOf(int64_t ctimeNs) {
  return ctimeNs % 1'000'000'000 == 0 ? 2'000'000'000 : 20'000'000;
}

bool isRacy(const FileEntry &entry) {
  int64_t newest = std::max(entry.mtimeNs, entry.ctimeNs);
  return newest >= entry.hashedAtNs - granularityOf(entry.ctimeNs);
}

} // namespace

//===----------------------------------------------------------------------===//
// StatCache
//===----------------------------------------------------------------------===//

FileStamp FileStamp::of(const struct stat &status) {
  return {status.st_dev,
          status.st_ino,
          uint64_t(status.st_size),
          status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
          status.st_ctim.tv_sec * 1'000'000'000 + status.st_ctim.tv_nsec,
          status.st_mode};
}

struct StatCache::Impl {
  bool enabled = false;
  std::string path;
  MappedCache stored;
  /// One flag for each stored entry that was asked for and right.
  std::unique_ptr<std::atomic<bool>[]> used;
  std::mutex mutex;
  llvm::DenseMap<PathHash, FileEntry> added;
  bool dirty = false;

  static std::optional<CachedContent> check(const FileEntry &entry, const FileStamp &stamp) {
    FileStamp recorded{entry.device,  entry.inode,   entry.size,
                       entry.mtimeNs, entry.ctimeNs, entry.mode};
    if (!(recorded == stamp) || isRacy(entry))
      return std::nullopt;
    CachedContent result;
    std::memcpy(result.content.bytes.data(), entry.content, sizeof(entry.content));
    result.hasXattrs = entry.hasXattrs;
    return result;
  }

  std::vector<FileEntry> merge(const MappedCache &current, uint32_t generation);
};

StatCache::StatCache(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
StatCache::~StatCache() = default;

std::unique_ptr<StatCache> StatCache::createDisabled() {
  return std::unique_ptr<StatCache>(new StatCache(std::make_unique<Impl>()));
}

std::unique_ptr<StatCache> StatCache::open(llvm::StringRef directory, llvm::StringRef context) {
  auto impl = std::make_unique<Impl>();
  if (llvm::sys::fs::create_directories(directory))
    return createDisabled();
  impl->enabled = true;
  std::string name = KeyBuilder("stat-cache.v1").add(context).final().hex().substr(0, 32);
  impl->path = (directory + "/" + name + ".stat").str();
  impl->stored = MappedCache::map(impl->path);
  impl->used = std::make_unique<std::atomic<bool>[]>(impl->stored.entries().size());
  return std::unique_ptr<StatCache>(new StatCache(std::move(impl)));
}

std::optional<CachedContent> StatCache::lookup(llvm::StringRef path, const FileStamp &stamp) {
  if (!impl->enabled)
    return std::nullopt;
  PathHash hash = hashPath(path);
  if (std::optional<uint32_t> index = impl->stored.find(hash)) {
    if (auto content = Impl::check(impl->stored.entries()[*index], stamp)) {
      impl->used[*index].store(true, std::memory_order_relaxed);
      return content;
    }
  }
  std::lock_guard lock(impl->mutex);
  auto it = impl->added.find(hash);
  return it == impl->added.end() ? std::nullopt : Impl::check(it->second, stamp);
}

void StatCache::record(llvm::StringRef path, const FileStamp &stamp, const CachedContent &content,
                       int64_t hashedAtNs) {
  if (!impl->enabled)
    return;
  PathHash hash = hashPath(path);
  FileEntry entry{};
  entry.pathLow = hash.first;
  entry.pathHigh = hash.second;
  entry.device = stamp.device;
  entry.inode = stamp.inode;
  entry.size = stamp.size;
  entry.mtimeNs = stamp.mtimeNs;
  entry.ctimeNs = stamp.ctimeNs;
  entry.hashedAtNs = hashedAtNs;
  entry.mode = stamp.mode;
  entry.hasXattrs = content.hasXattrs;
  std::memcpy(entry.content, content.content.bytes.data(), sizeof(entry.content));
  std::lock_guard lock(impl->mutex);
  impl->added[hash] = entry;
  impl->dirty = true;
}

std::vector<FileEntry> StatCache::Impl::merge(const MappedCache &current, uint32_t generation) {
  llvm::DenseSet<PathHash> usedHashes;
  for (auto [index, entry] : llvm::enumerate(stored.entries()))
    if (used[index].load(std::memory_order_relaxed))
      usedHashes.insert({entry.pathLow, entry.pathHigh});

  std::vector<FileEntry> merged;
  merged.reserve(current.entries().size() + added.size());
  for (FileEntry entry : current.entries()) {
    PathHash hash{entry.pathLow, entry.pathHigh};
    if (added.contains(hash))
      continue;
    if (usedHashes.contains(hash))
      entry.generation = generation;
    if (generation - entry.generation <= maxAge)
      merged.push_back(entry);
  }
  for (auto &[hash, entry] : added) {
    entry.generation = generation;
    merged.push_back(entry);
  }
  if (merged.size() > maxEntries)
    merged.resize(maxEntries);
  return merged;
}

llvm::Error StatCache::save() {
  std::lock_guard lock(impl->mutex);
  if (!impl->enabled || !impl->dirty)
    return llvm::Error::success();
  std::string lockPath = impl->path + ".lock";
  FileDescriptor fd(::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd)
    return makeErrnoError(ExitCode::Store, "cannot open '" + lockPath + "'", errno);
  while (::flock(fd.get(), LOCK_EX) != 0)
    if (errno != EINTR)
      return makeErrnoError(ExitCode::Store, "cannot lock '" + lockPath + "'", errno);

  MappedCache current = MappedCache::map(impl->path);
  uint32_t generation = current.getGeneration() + 1;
  std::vector<FileEntry> merged = impl->merge(current, generation);
  if (llvm::Error error = writeAndRename(impl->path, serialize(merged, generation)))
    return error;
  impl->dirty = false;
  return llvm::Error::success();
}

size_t StatCache::getNumStored() const { return impl->stored.entries().size(); }
bool StatCache::isEnabled() const { return impl->enabled; }

bool StatCache::isTrustedFileSystem(int fd) {
  struct statfs status;
  if (::fstatfs(fd, &status) != 0)
    return false;
  switch (static_cast<uint32_t>(status.f_type)) {
  case 0x6969:     // NFS
  case 0x517B:     // SMB
  case 0xFE534D42: // SMB2
  case 0xFF534D42: // CIFS
  case 0x65735546: // FUSE, virtiofs
  case 0x01021997: // 9P
  case 0x00C36400: // Ceph
  case 0x5346414F: // AFS
  case 0x6B414653: // AFS (kAFS)
  case 0x73757245: // Coda
  case 0x564C:     // NCP
  case 0x01161970: // GFS2
  case 0x7461636F: // OCFS2
  case 0x0BD00BD0: // Lustre
  case 0x786F4256: // VirtualBox shared folders
  case 0x4D44:     // FAT: two seconds, and inode numbers are made up
  case 0x2011BAB0: // exFAT
    return false;
  default:
    return true;
  }
}

//===- CopyContent.cpp - The bytes of a copied file -----------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Copier.h"

#include "imgc/Support/Error.h"

#include "llvm/Support/BLAKE3.h"

#include <cerrno>
#include <ctime>

using namespace imgc;
using namespace imgc::fileops;

static constexpr size_t bufferSize = 1 << 18;

static uint8_t *getBuffer() {
  thread_local std::unique_ptr<uint8_t[]> buffer(new uint8_t[bufferSize]);
  return buffer.get();
}

static bool writeAll(int to, const uint8_t *data, size_t size) {
  while (size) {
    ssize_t written = ::write(to, data, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return false;
    data += written;
    size -= written;
  }
  return true;
}

namespace {
enum class Outcome { Done, ReadError, WriteError };
}

/// Copies and, with a hasher, hashes. `total` is the number of bytes.
static Outcome pump(int from, int to, llvm::BLAKE3 *hasher, uint64_t &total) {
  for (;;) {
    ssize_t size = ::read(from, getBuffer(), bufferSize);
    if (size < 0 && errno == EINTR)
      continue;
    if (size < 0)
      return Outcome::ReadError;
    if (size == 0)
      return Outcome::Done;
    if (hasher)
      hasher->update(llvm::ArrayRef(getBuffer(), size));
    if (!writeAll(to, getBuffer(), size))
      return Outcome::WriteError;
    total += size;
  }
}

/// Copies a file whose digest is known, in the kernel where it can.
static Outcome pumpKnown(int from, int to, uint64_t size, uint64_t &total) {
  while (total < size) {
    ssize_t copied = ::copy_file_range(from, nullptr, to, nullptr, size - total, 0);
    if (copied < 0 && errno == EINTR)
      continue;
    if (copied < 0 && total == 0)
      break; // not between these file systems
    if (copied < 0)
      return errno == EIO ? Outcome::ReadError : Outcome::WriteError;
    if (copied == 0)
      return Outcome::Done;
    total += copied;
  }
  return total < size ? pump(from, to, nullptr, total) : Outcome::Done;
}

static int64_t now() {
  struct timespec time;
  ::clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

llvm::Expected<EntryContent> fileops::copyContent(FileTree &tree, const FileNode *node, int to,
                                                  llvm::StringRef shown) {
  StatCache *cache = node->trusted ? tree.getCache() : nullptr;
  std::string path = node->getPath();
  for (int attempt = 0; attempt < 3; ++attempt) {
    int64_t start = now();
    struct stat before, after;
    auto fd = tree.openNode(node, before);
    if (!fd)
      return fd.takeError();
    if (!S_ISREG(before.st_mode))
      return makeError(ExitCode::BuildFailed, "'/" + path + "' was replaced while it was read",
                       "leave the files of a build alone while it runs");
    if (attempt && (::ftruncate(to, 0) != 0 || ::lseek(to, 0, SEEK_SET) != 0))
      return makePathError("cannot write", shown, errno);
    EntryContent result;
    std::optional<CachedContent> known;
    if (cache)
      known = cache->lookup(path, FileStamp::of(before));
    uint64_t total = 0;
    Outcome outcome;
    llvm::BLAKE3 hasher;
    if (known)
      outcome = pumpKnown(fd->get(), to, before.st_size, total);
    else
      outcome = pump(fd->get(), to, &hasher, total);
    if (outcome == Outcome::ReadError)
      return tree.makeNodeError(node, "cannot read", errno);
    if (outcome == Outcome::WriteError)
      return makePathError("cannot write", shown, errno);
    if (::fstat(fd->get(), &after) != 0)
      return tree.makeNodeError(node, "cannot read", errno);
    FileStamp stamp = FileStamp::of(after);
    if (!(FileStamp::of(before) == stamp) || total != stamp.size)
      continue;
    result.mode = stamp.mode;
    result.size = stamp.size;
    if (!known || known->hasXattrs)
      result.xattrs = readCarriedXattrs(fd->get());
    if (known) {
      result.content = known->content;
      return result;
    }
    auto hash = hasher.final<32>();
    std::copy(hash.begin(), hash.end(), result.content.bytes.begin());
    if (cache)
      cache->record(path, stamp, {result.content, !result.xattrs.empty()}, start);
    return result;
  }
  return makeError(ExitCode::BuildFailed, "'/" + path + "' keeps changing while it is read",
                   "leave the files of a build alone while it runs");
}

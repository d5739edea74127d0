//===- StatCache.h - Content digests by file status -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_CONTEXT_STATCACHE_H
#define IMGC_RUNTIME_CONTEXT_STATCACHE_H

#include "imgc/Support/Digest.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <sys/stat.h>

#include <memory>
#include <optional>

namespace imgc {

/// What of a file's status says that its content is the one that was hashed.
/// Times are nanoseconds since the epoch.
struct FileStamp {
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t size = 0;
  int64_t mtimeNs = 0;
  int64_t ctimeNs = 0;
  uint32_t mode = 0;

  static FileStamp of(const struct stat &status);
  bool operator==(const FileStamp &) const = default;
};

/// What was hashed: BLAKE3 of the content, and whether there are xattrs that a
/// layer carries (their change moves ctime, so the flag is as good as the key).
struct CachedContent {
  Key content;
  bool hasXattrs = false;
};

/// Remembers the content digest of every file of a context by its status, so
/// that an unchanged context is not read (DESIGN.md K10). One file per context,
/// mapped read-only and replaced by rename under a lock; a file that is damaged
/// or of another version counts as empty. All methods are thread-safe.
class StatCache {
public:
  /// `directory` (created when missing) belongs to the store; `context` names
  /// the directory tree whose files are remembered. Never fails: what cannot be
  /// read is an empty cache.
  static std::unique_ptr<StatCache> open(llvm::StringRef directory, llvm::StringRef context);
  /// Remembers nothing (`--no-stat-cache`).
  static std::unique_ptr<StatCache> createDisabled();
  ~StatCache();

  /// The content of the file at `path` (relative to the context) if its status
  /// is the one recorded and is old enough to be trusted: a file changed within
  /// the clock's granularity of the moment it was hashed could have changed
  /// again without a trace.
  std::optional<CachedContent> lookup(llvm::StringRef path, const FileStamp &stamp);

  /// `hashedAtNs`: CLOCK_REALTIME before the first byte was read.
  void record(llvm::StringRef path, const FileStamp &stamp, const CachedContent &content,
              int64_t hashedAtNs);

  /// Writes what was recorded, merged with what other processes wrote since.
  /// Does nothing when nothing is new. A failure costs time only, so callers
  /// may report it as a warning.
  llvm::Error save();

  /// Number of entries read from the file.
  size_t getNumStored() const;
  bool isEnabled() const;

  /// Whether status can be trusted on this file system at all: not on network
  /// and FUSE file systems (statfs magic).
  static bool isTrustedFileSystem(int fd);

private:
  struct Impl;
  explicit StatCache(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl;
};

} // namespace imgc

#endif // IMGC_RUNTIME_CONTEXT_STATCACHE_H

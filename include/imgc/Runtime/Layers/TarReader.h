//===- TarReader.h - A strict reader of tar archives ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_LAYERS_TARREADER_H
#define IMGC_RUNTIME_LAYERS_TARREADER_H

#include "imgc/Runtime/Layers/ByteStream.h"

#include <map>
#include <string>

namespace imgc {

enum class EntryType : uint8_t {
  Regular,
  Directory,
  Symlink,
  /// tar only: another name of an earlier file.
  HardLink,
  Fifo,
  CharDevice,
  BlockDevice,
  Socket,
  /// Layer directories and indexes only: removes a name of the layers below.
  Whiteout,
};

/// One member of an archive. Names are as written, not cleaned.
struct TarEntry {
  std::string name;
  EntryType type = EntryType::Regular;
  /// Permission bits with setuid, setgid, sticky.
  uint32_t mode = 0;
  uint32_t uid = 0, gid = 0;
  int64_t mtimeSec = 0;
  uint32_t mtimeNsec = 0;
  uint64_t size = 0;
  std::string linkTarget;
  uint32_t devMajor = 0, devMinor = 0;
  /// SCHILY.xattr.* (values are binary).
  std::map<std::string, std::string> xattrs;
};

/// Bounds on what an archive may ask for; an archive beyond them is refused.
struct TarLimits {
  uint64_t maxEntries = 10'000'000;
  uint64_t maxTotalSize = UINT64_MAX;
  size_t maxExtendedHeader = 1 << 20;
  size_t maxName = 4096, maxComponent = 255;
  size_t maxXattrs = 256, maxXattrBytes = 128 << 10;
};

/// Reads ustar, PAX and GNU archives (long names, base-256 numbers). Sparse
/// files, multi-volume and unknown types are errors; checksums are verified. A
/// stream that ends before the two zero blocks, inside a member, is an error.
class TarReader {
public:
  explicit TarReader(ByteSource &source, TarLimits limits = {});

  /// The next member; false at the end of the archive. Skips unread content.
  llvm::Expected<bool> next(TarEntry &entry);
  /// Content of the current member; 0 at its end.
  llvm::Expected<size_t> read(llvm::MutableArrayRef<uint8_t> buffer);
  /// Reads what follows the end mark, so that a hashing source sees all bytes.
  llvm::Error drain();

private:
  struct Header;
  struct Pending;
  llvm::Error readBlock(uint8_t *block, bool &end);
  llvm::Error readExact(uint8_t *data, size_t size);
  llvm::Error skipContent();
  llvm::Expected<std::string> readExtended(uint64_t size);
  llvm::Error parsePax(llvm::StringRef data, Pending &pending, bool global);
  llvm::Error applyHeader(const Header &header, Pending &pending, TarEntry &entry);

  ByteSource &source;
  TarLimits limits;
  uint64_t remaining = 0, padding = 0;
  uint64_t entries = 0, total = 0;
  bool atEnd = false;
};

} // namespace imgc

#endif // IMGC_RUNTIME_LAYERS_TARREADER_H

//===- TarWriter.cpp - Writes PAX archives --------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/TarWriter.h"

#include "TarFormat.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"

#include <cstdio>
#include <cstring>

namespace imgc {

/// Octal digits that fill the field but for the final NUL; false if too large.
template <size_t N>
static bool putOctal(char (&field)[N], uint64_t value) {
  if (N - 1 < 22 && value >> (3 * (N - 1)))
    return false;
  for (size_t i = N - 1; i-- > 0; value >>= 3)
    field[i] = '0' + (value & 7);
  field[N - 1] = 0;
  return true;
}

static bool isAscii(llvm::StringRef text) {
  return llvm::all_of(text, [](char c) { return static_cast<uint8_t>(c) < 0x80 && c != 0; });
}

/// "LENGTH KEY=VALUE\n", where LENGTH counts its own digits.
static std::string makePaxRecord(llvm::StringRef key, llvm::StringRef value) {
  size_t rest = key.size() + value.size() + 3;
  size_t length = rest + std::to_string(rest).size();
  if (std::to_string(length).size() != std::to_string(rest).size())
    length = rest + std::to_string(length).size();
  return (std::to_string(length) + " " + key + "=" + value + "\n").str();
}

/// Go's formatString over toASCII: other bytes go, the rest is cut to the field,
/// and a cut right behind slashes leaves none.
template <size_t N>
static void putText(char (&field)[N], llvm::StringRef text) {
  std::string ascii = text.str();
  std::erase_if(ascii, [](char c) { return static_cast<uint8_t>(c) >= 0x80; });
  if (ascii.size() > N && ascii[N - 1] == '/') {
    ascii.resize(N - 1);
    ascii.resize(llvm::StringRef(ascii).rtrim('/').size());
  }
  std::memcpy(field, ascii.data(), std::min(ascii.size(), N));
}

static char getTypeFlag(EntryType type) {
  switch (type) {
  case EntryType::Directory:
    return '5';
  case EntryType::Symlink:
    return '2';
  case EntryType::HardLink:
    return '1';
  case EntryType::Fifo:
    return '6';
  case EntryType::CharDevice:
    return '3';
  case EntryType::BlockDevice:
    return '4';
  default:
    return '0';
  }
}

static void finishBlock(TarBlock &block) {
  std::memcpy(block.magic, "ustar", 6);
  std::memcpy(block.version, "00", 2);
  std::snprintf(block.checksum, sizeof(block.checksum), "%06o", sumTarBlock(block));
  block.checksum[7] = ' ';
}

static llvm::ArrayRef<uint8_t> bytesOf(const TarBlock &block) {
  return {reinterpret_cast<const uint8_t *>(&block), sizeof(block)};
}

/// The PAX header that goes before a member, named as Go names it.
static std::string makePaxHeader(llvm::StringRef name, llvm::StringRef records) {
  TarBlock block = {};
  size_t slash = name.rfind('/');
  llvm::StringRef dir = name.take_front(slash == llvm::StringRef::npos ? 0 : slash);
  llvm::StringRef base = slash == llvm::StringRef::npos ? name : name.drop_front(slash + 1);
  std::string text = dir.empty() ? "PaxHeaders.0" : (dir + "/PaxHeaders.0").str();
  if (!base.empty())
    text += ("/" + base).str();
  putText(block.name, text);
  putOctal(block.mode, 0);
  putOctal(block.uid, 0);
  putOctal(block.gid, 0);
  putOctal(block.size, records.size());
  putOctal(block.mtime, 0);
  block.type = 'x';
  finishBlock(block);
  std::string out(reinterpret_cast<const char *>(&block), sizeof(block));
  out += records;
  out.append((512 - records.size() % 512) % 512, '\0');
  return out;
}

llvm::Error TarWriter::finishEntry() {
  if (remaining)
    return makeError(ExitCode::BuildFailed, "a file became shorter while it was read");
  static const uint8_t zeros[512] = {};
  uint64_t count = std::exchange(padding, 0);
  return count ? sink.write(llvm::ArrayRef(zeros, count)) : llvm::Error::success();
}

llvm::Error TarWriter::startEntry(const TarEntry &entry) {
  if (llvm::Error error = finishEntry())
    return error;
  TarBlock block = {};
  std::map<std::string, std::string> records; // sorted by key, as Go sorts them
  // In forced PAX format Go does not use ustar's prefix.
  if (entry.name.size() > 100 || !isAscii(entry.name))
    records["path"] = entry.name;
  putText(block.name, entry.name);
  if (entry.linkTarget.size() > 100 || !isAscii(entry.linkTarget))
    records["linkpath"] = entry.linkTarget;
  putText(block.linkName, entry.linkTarget);
  putOctal(block.mode, entry.mode & 07777);
  if (!putOctal(block.uid, entry.uid)) {
    records["uid"] = std::to_string(entry.uid);
    putOctal(block.uid, 0);
  }
  if (!putOctal(block.gid, entry.gid)) {
    records["gid"] = std::to_string(entry.gid);
    putOctal(block.gid, 0);
  }
  uint64_t size = entry.type == EntryType::Regular ? entry.size : 0;
  if (!putOctal(block.size, size)) {
    records["size"] = std::to_string(size);
    putOctal(block.size, 0);
  }
  if (entry.mtimeSec < 0 || !putOctal(block.mtime, entry.mtimeSec)) {
    records["mtime"] = std::to_string(entry.mtimeSec);
    putOctal(block.mtime, 0);
  }
  putOctal(block.devMajor, entry.devMajor);
  putOctal(block.devMinor, entry.devMinor);
  block.type = getTypeFlag(entry.type);
  for (const auto &[key, value] : entry.xattrs)
    records["SCHILY.xattr." + key] = value;
  finishBlock(block);

  std::string text;
  for (const auto &[key, value] : records)
    text += makePaxRecord(key, value);
  if (!text.empty())
    if (llvm::Error error = sink.write(llvm::StringRef(makePaxHeader(entry.name, text))))
      return error;
  remaining = size;
  padding = (512 - size % 512) % 512;
  return sink.write(bytesOf(block));
}

llvm::Error TarWriter::write(llvm::ArrayRef<uint8_t> data) {
  if (data.size() > remaining)
    return makeError(ExitCode::BuildFailed, "a file became longer while it was read");
  remaining -= data.size();
  return sink.write(data);
}

llvm::Error TarWriter::copyFrom(int fd, uint64_t size) {
  if (size > remaining)
    return makeError(ExitCode::BuildFailed, "a file became longer while it was read");
  remaining -= size;
  return sink.copyFrom(fd, size);
}

llvm::Error TarWriter::addFile(llvm::StringRef name, llvm::StringRef content, uint32_t mode,
                               int64_t mtimeSec) {
  TarEntry entry;
  entry.name = name.str();
  entry.mode = mode;
  entry.mtimeSec = mtimeSec;
  entry.size = content.size();
  if (llvm::Error error = startEntry(entry))
    return error;
  return write(content);
}

llvm::Error TarWriter::finish() {
  if (llvm::Error error = finishEntry())
    return error;
  static const uint8_t zeros[1024] = {};
  return sink.write(llvm::ArrayRef(zeros, sizeof(zeros)));
}

} // namespace imgc

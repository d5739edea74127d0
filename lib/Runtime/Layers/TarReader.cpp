//===- TarReader.cpp - A strict reader of tar archives --------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Runtime/Layers/TarReader.h"

#include "TarFormat.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/SmallVector.h"

#include <cstring>
#include <optional>

namespace imgc {

namespace {

llvm::Error makeTarError(const llvm::Twine &what) {
  return makeError(ExitCode::Registry, "malformed tar archive: " + what);
}

template <size_t N>
llvm::StringRef getText(const char (&field)[N]) {
  return llvm::StringRef(field, ::strnlen(field, N));
}

/// Octal with spaces or NULs around it, or GNU's base-256. Negative: only base-256.
llvm::Expected<int64_t> parseNumber(llvm::StringRef field, llvm::StringRef what) {
  auto first = static_cast<uint8_t>(field[0]);
  if (first & 0x80) {
    bool negative = first & 0x40;
    // The value must fit into 63 bits: all bytes before the last eight are sign.
    uint64_t value = negative ? ~uint64_t(0) : 0;
    for (size_t i = 0; i < field.size(); ++i) {
      uint8_t byte = field[i];
      if (i == 0)
        byte = negative ? byte | 0x80 : byte & 0x7f;
      if (field.size() - i > 8) {
        if (byte != (negative ? 0xff : 0))
          return makeTarError("number of " + what + " is out of range");
        continue;
      }
      value = value << 8 | byte;
    }
    if ((static_cast<int64_t>(value) < 0) != negative)
      return makeTarError("number of " + what + " is out of range");
    return static_cast<int64_t>(value);
  }
  llvm::StringRef digits = field.ltrim(' ');
  digits = digits.substr(0, digits.find_first_of(llvm::StringRef(" \0", 2)));
  uint64_t value = 0;
  for (char c : digits) {
    if (c < '0' || c > '7' || value >> 60)
      return makeTarError("number of " + what + " is not octal");
    value = value << 3 | (c - '0');
  }
  return static_cast<int64_t>(value);
}

/// Decimal seconds with an optional fraction, negative allowed (PAX).
bool parsePaxTime(llvm::StringRef text, int64_t &seconds, uint32_t &nanoseconds) {
  auto [whole, fraction] = text.split('.');
  bool negative = whole.starts_with("-");
  if (whole.empty() || whole.getAsInteger(10, seconds))
    return false;
  uint32_t nanos = 0, scale = 100000000;
  for (char c : fraction) {
    if (c < '0' || c > '9')
      return false;
    nanos += scale * (c - '0');
    scale /= 10;
  }
  if (negative && nanos) {
    if (seconds == INT64_MIN)
      return false;
    --seconds;
    nanos = 1000000000 - nanos;
  }
  nanoseconds = nanos;
  return true;
}

std::optional<EntryType> getType(char flag) {
  switch (flag) {
  case '0':
  case '\0':
  case '7':
    return EntryType::Regular;
  case '1':
    return EntryType::HardLink;
  case '2':
    return EntryType::Symlink;
  case '3':
    return EntryType::CharDevice;
  case '4':
    return EntryType::BlockDevice;
  case '5':
    return EntryType::Directory;
  case '6':
    return EntryType::Fifo;
  default:
    return std::nullopt;
  }
}

} // namespace

/// The fixed header, parsed.
struct TarReader::Header {
  TarBlock block;
  char type = 0;
  uint64_t size = 0;
};

/// What extended headers say about the next member.
struct TarReader::Pending {
  std::optional<std::string> path, linkPath;
  std::optional<uint64_t> size, uid, gid;
  std::optional<std::pair<int64_t, uint32_t>> mtime;
  std::map<std::string, std::string> xattrs;
  size_t xattrBytes = 0;
  bool any = false;
};

TarReader::TarReader(ByteSource &source, TarLimits limits) : source(source), limits(limits) {}

/// Reads one block; `end` when the stream ends exactly here.
llvm::Error TarReader::readBlock(uint8_t *block, bool &end) {
  size_t have = 0;
  while (have < 512) {
    llvm::Expected<size_t> n = source.read(llvm::MutableArrayRef(block + have, 512 - have));
    if (!n)
      return n.takeError();
    if (*n == 0)
      break;
    have += *n;
  }
  end = have == 0;
  if (have != 0 && have != 512)
    return makeTarError("it ends within a header");
  return llvm::Error::success();
}

llvm::Error TarReader::readExact(uint8_t *data, size_t size) {
  while (size > 0) {
    llvm::Expected<size_t> n = source.read(llvm::MutableArrayRef(data, size));
    if (!n)
      return n.takeError();
    if (*n == 0)
      return makeTarError("it ends within a member");
    data += *n;
    size -= *n;
  }
  return llvm::Error::success();
}

llvm::Error TarReader::skipContent() {
  std::vector<uint8_t> buffer;
  uint64_t left = remaining + padding;
  remaining = padding = 0;
  if (left)
    buffer.resize(std::min<uint64_t>(left, 1 << 16));
  while (left > 0) {
    size_t n = std::min<uint64_t>(left, buffer.size());
    if (llvm::Error error = readExact(buffer.data(), n))
      return error;
    left -= n;
  }
  return llvm::Error::success();
}

llvm::Expected<std::string> TarReader::readExtended(uint64_t size) {
  if (size > limits.maxExtendedHeader)
    return makeTarError("an extended header of " + llvm::Twine(size) + " bytes");
  std::string data(size, '\0');
  if (llvm::Error error = readExact(reinterpret_cast<uint8_t *>(data.data()), size))
    return std::move(error);
  padding = (512 - size % 512) % 512;
  if (llvm::Error error = skipContent())
    return std::move(error);
  return data;
}

llvm::Error TarReader::parsePax(llvm::StringRef data, Pending &pending, bool global) {
  while (!data.empty()) {
    // A record is "LENGTH KEY=VALUE\n"; LENGTH counts all of it.
    size_t space = data.find(' ');
    size_t length;
    if (space == llvm::StringRef::npos || data.take_front(space).getAsInteger(10, length) ||
        length <= space + 2 || length > data.size() || data[length - 1] != '\n')
      return makeTarError("a PAX record has a wrong length");
    llvm::StringRef record = data.slice(space + 1, length - 1);
    data = data.drop_front(length);
    size_t equals = record.find('=');
    if (equals == llvm::StringRef::npos || equals == 0)
      return makeTarError("a PAX record without '='");
    llvm::StringRef key = record.take_front(equals), value = record.drop_front(equals + 1);
    if (global)
      continue;
    if (key.starts_with("GNU.sparse."))
      return makeTarError("sparse files are not supported");
    // POSIX: as if the record were not there. (An attribute may well be empty.)
    if (value.empty() && !key.starts_with("SCHILY.xattr."))
      continue;
    uint64_t number = 0;
    bool isText = key == "path" || key == "linkpath";
    if (isText && value.contains('\0'))
      return makeTarError("a name with a NUL");
    if (key == "path") {
      pending.path = value.str();
    } else if (key == "linkpath") {
      pending.linkPath = value.str();
    } else if (key == "size" || key == "uid" || key == "gid") {
      if (value.getAsInteger(10, number) || number > INT64_MAX)
        return makeTarError("the PAX record '" + key + "' is not a number");
      (key == "size" ? pending.size : key == "uid" ? pending.uid : pending.gid) = number;
    } else if (key == "mtime") {
      std::pair<int64_t, uint32_t> time;
      if (!parsePaxTime(value, time.first, time.second))
        return makeTarError("the PAX record 'mtime' is not a time");
      pending.mtime = time;
    } else if (key.consume_front("SCHILY.xattr.")) {
      pending.xattrBytes += key.size() + value.size();
      if (key.empty() || key.size() > 255 || key.contains('\0') ||
          pending.xattrs.size() >= limits.maxXattrs || pending.xattrBytes > limits.maxXattrBytes)
        return makeTarError("too many or too large extended attributes");
      pending.xattrs[key.str()] = value.str();
    }
  }
  return llvm::Error::success();
}

llvm::Error TarReader::applyHeader(const Header &header, Pending &pending, TarEntry &entry) {
  const TarBlock &block = header.block;
  std::optional<EntryType> type = getType(header.type);
  if (header.type == 'S')
    return makeTarError("sparse files are not supported");
  if (!type)
    return makeTarError("a member of the unknown type '" + llvm::Twine(header.type) + "'");
  entry = TarEntry();
  entry.type = *type;
  struct {
    llvm::StringRef field, what;
    int64_t value;
  } numbers[] = {{{block.mode, 8}, "mode", 0},       {{block.uid, 8}, "uid", 0},
                 {{block.gid, 8}, "gid", 0},         {{block.mtime, 12}, "mtime", 0},
                 {{block.devMajor, 8}, "device", 0}, {{block.devMinor, 8}, "device", 0}};
  for (auto &number : numbers) {
    llvm::Expected<int64_t> value = parseNumber(number.field, number.what);
    if (!value)
      return value.takeError();
    number.value = *value;
  }
  bool ustar = llvm::StringRef(block.magic, 6) == llvm::StringRef("ustar\0", 6);
  entry.name = getText(block.name).str();
  if (ustar && block.prefix[0])
    entry.name = (getText(block.prefix) + "/" + getText(block.name)).str();
  entry.linkTarget = getText(block.linkName).str();
  if (pending.path)
    entry.name = *pending.path;
  if (pending.linkPath)
    entry.linkTarget = *pending.linkPath;
  // Old archives mark a directory by its name alone.
  if (header.type != '5' && entry.type == EntryType::Regular && header.type != '7' &&
      llvm::StringRef(entry.name).ends_with("/"))
    entry.type = EntryType::Directory;
  entry.mode = numbers[0].value & 07777;
  uint64_t uid = pending.uid.value_or(numbers[1].value);
  uint64_t gid = pending.gid.value_or(numbers[2].value);
  // Beyond that the kernel's ids wrap (CVE-2024-40635).
  if (uid > INT32_MAX || gid > INT32_MAX)
    return makeTarError("the owner of '" + entry.name + "' is out of range");
  entry.uid = uid;
  entry.gid = gid;
  entry.mtimeSec = numbers[3].value;
  if (pending.mtime)
    std::tie(entry.mtimeSec, entry.mtimeNsec) = *pending.mtime;
  bool device = entry.type == EntryType::CharDevice || entry.type == EntryType::BlockDevice;
  if (device && (numbers[4].value < 0 || numbers[4].value > 0xfff || numbers[5].value < 0 ||
                 numbers[5].value > 0xfffff))
    return makeTarError("the device '" + entry.name + "' is out of range");
  entry.devMajor = device ? numbers[4].value : 0;
  entry.devMinor = device ? numbers[5].value : 0;
  entry.xattrs = std::move(pending.xattrs);
  entry.size = pending.size.value_or(header.size);
  if (entry.type != EntryType::Regular) {
    // Some writers give the size of the target with a hard link, without content.
    if (entry.size != 0 && entry.type != EntryType::HardLink)
      return makeTarError("'" + entry.name + "' has content but is not a file");
    entry.size = 0;
  }
  return llvm::Error::success();
}

llvm::Expected<bool> TarReader::next(TarEntry &entry) {
  if (llvm::Error error = skipContent())
    return std::move(error);
  Pending pending;
  unsigned extended = 0;
  while (!atEnd) {
    Header header;
    bool end = false;
    if (llvm::Error error = readBlock(reinterpret_cast<uint8_t *>(&header.block), end))
      return std::move(error);
    auto *bytes = reinterpret_cast<const uint8_t *>(&header.block);
    if (end || std::all_of(bytes, bytes + 512, [](uint8_t b) { return b == 0; })) {
      atEnd = true;
      break;
    }
    llvm::Expected<int64_t> checksum = parseNumber({header.block.checksum, 8}, "checksum");
    if (!checksum)
      return checksum.takeError();
    if (*checksum != sumTarBlock(header.block))
      return makeTarError("wrong checksum of a header");
    llvm::Expected<int64_t> size = parseNumber({header.block.size, 12}, "size");
    if (!size)
      return size.takeError();
    if (*size < 0)
      return makeTarError("a negative size");
    header.size = *size;
    header.type = header.block.type;
    if (llvm::StringRef("xgLK").contains(header.type)) {
      if (++extended > 16)
        return makeTarError("too many extended headers in a row");
      llvm::Expected<std::string> data = readExtended(header.size);
      if (!data)
        return data.takeError();
      pending.any |= header.type != 'g';
      if (header.type == 'L')
        pending.path = data->c_str();
      else if (header.type == 'K')
        pending.linkPath = data->c_str();
      else if (llvm::Error error = parsePax(*data, pending, header.type == 'g'))
        return std::move(error);
      continue;
    }
    if (llvm::Error error = applyHeader(header, pending, entry))
      return std::move(error);
    total += entry.size;
    if (++entries > limits.maxEntries || entry.size > limits.maxTotalSize ||
        total > limits.maxTotalSize)
      return makeTarError("more or larger members than allowed");
    remaining = entry.size;
    padding = (512 - entry.size % 512) % 512;
    return true;
  }
  if (pending.any)
    return makeTarError("it ends after an extended header");
  return false;
}

llvm::Expected<size_t> TarReader::read(llvm::MutableArrayRef<uint8_t> buffer) {
  size_t want = std::min<uint64_t>(buffer.size(), remaining);
  if (want == 0)
    return 0;
  llvm::Expected<size_t> n = source.read(buffer.take_front(want));
  if (!n)
    return n;
  if (*n == 0)
    return makeTarError("it ends within a member");
  remaining -= *n;
  return n;
}

llvm::Error TarReader::drain() {
  std::vector<uint8_t> buffer(1 << 16);
  while (true) {
    llvm::Expected<size_t> n = source.read(buffer);
    if (!n)
      return n.takeError();
    if (*n == 0)
      return llvm::Error::success();
  }
}

} // namespace imgc

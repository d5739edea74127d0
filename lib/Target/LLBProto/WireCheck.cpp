//===- WireCheck.cpp - What Go's decoders refuse --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WireCheck.h"

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

using namespace imgc;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using llvm::StringRef;

namespace {
enum Wire : unsigned { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

/// Walks over encoded messages. C++ took them, so lengths and depth are bounded.
class Walker {
public:
  explicit Walker(bool checkTypes) : checkTypes(checkTypes) {}

  /// Whether something is wrong.
  bool walk(StringRef bytes, const Descriptor *type);

private:
  bool readVarint(StringRef &bytes, uint64_t &value);
  bool isMistyped(const FieldDescriptor *field, unsigned wire) const;

  bool checkTypes;
  bool overlong = false;
};
} // namespace

/// False at the end of the bytes.
bool Walker::readVarint(StringRef &bytes, uint64_t &value) {
  value = 0;
  for (unsigned i = 0; i < 10 && i < bytes.size(); ++i) {
    uint8_t byte = bytes[i];
    value |= static_cast<uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      overlong |= i == 9 && byte > 1;
      bytes = bytes.drop_front(i + 1);
      return true;
    }
  }
  return false;
}

static unsigned getWireType(const FieldDescriptor *field) {
  switch (field->type()) {
  case FieldDescriptor::TYPE_FIXED64:
  case FieldDescriptor::TYPE_SFIXED64:
  case FieldDescriptor::TYPE_DOUBLE:
    return Fixed64;
  case FieldDescriptor::TYPE_FIXED32:
  case FieldDescriptor::TYPE_SFIXED32:
  case FieldDescriptor::TYPE_FLOAT:
    return Fixed32;
  case FieldDescriptor::TYPE_STRING:
  case FieldDescriptor::TYPE_BYTES:
  case FieldDescriptor::TYPE_MESSAGE:
    return Bytes;
  default:
    return Varint;
  }
}

bool Walker::isMistyped(const FieldDescriptor *field, unsigned wire) const {
  // Keys and values of maps are read whatever their type says.
  if (!checkTypes || field->containing_type()->options().map_entry())
    return false;
  return wire != getWireType(field) && !(wire == Bytes && field->is_packable());
}

bool Walker::walk(StringRef bytes, const Descriptor *type) {
  while (!bytes.empty()) {
    uint64_t tag, value = 0;
    if (!readVarint(bytes, tag))
      return false;
    unsigned wire = tag & 7;
    const FieldDescriptor *field = type->FindFieldByNumber(static_cast<int>(tag >> 3));
    if (field && isMistyped(field, wire))
      return true;
    size_t size = wire == Fixed64 ? 8 : wire == Fixed32 ? 4 : 0;
    if (wire == Varint || wire == Bytes) {
      if (!readVarint(bytes, value))
        return false;
      size = wire == Bytes ? value : 0;
    } else if (!size) {
      return false; // a group, which no message here has
    }
    if (overlong && !checkTypes)
      return true;
    bool nested = field && wire == Bytes && field->type() == FieldDescriptor::TYPE_MESSAGE;
    if (nested && walk(bytes.take_front(size), field->message_type()))
      return true;
    bytes = bytes.drop_front(std::min<size_t>(size, bytes.size()));
  }
  return false;
}

namespace {
/// Weighs what may be there many times, elements, messages, texts and entries of maps,
/// by what it takes when it is empty: a hundred bytes and more for each unit.
class PartCounter {
public:
  explicit PartCounter(size_t limit) : limit(limit) {}

  /// False when there is more than the limit. What is malformed ends the count: it is
  /// refused when it is decoded.
  bool count(StringRef bytes, const Descriptor *type, unsigned depth) {
    using google::protobuf::internal::WireFormatLite;
    google::protobuf::io::CodedInputStream stream(bytes.bytes_begin(), bytes.size());
    while (uint32_t tag = stream.ReadTag()) {
      if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
        if (!WireFormatLite::SkipField(&stream, tag))
          return true;
        continue;
      }
      const FieldDescriptor *field =
          type->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      // Elements and entries of maps are found by digests and names.
      if (field && (field->is_map() || depth == 0))
        weight += 3;
      else
        weight += !field || field->is_repeated();
      if (weight > limit)
        return false;
      uint32_t size = 0;
      int begin = 0;
      if (!stream.ReadVarint32(&size) || !stream.Skip(size) ||
          (begin = stream.CurrentPosition() - static_cast<int>(size)) < 0)
        return true;
      // Two bytes at least are a part.
      if (size >= 2 && depth != maxDepth && field &&
          field->type() == FieldDescriptor::TYPE_MESSAGE &&
          !count(bytes.substr(begin, size), field->message_type(), depth + 1))
        return false;
    }
    return true;
  }

private:
  /// Deeper is refused when it is decoded.
  static constexpr unsigned maxDepth = 100;
  size_t limit, weight = 0;
};
} // namespace

bool llb::isScattered(StringRef bytes, const Descriptor *type) {
  // A definition that BuildKit's client makes has twenty bytes and more for each unit,
  // one with many ranges of lines ten.
  constexpr size_t allowed = 1 << 16, bytesOfUnit = 4;
  if (bytes.size() <= allowed)
    return false;
  return !PartCounter(allowed + bytes.size() / bytesOfUnit).count(bytes, type, 0);
}

bool llb::hasMistypedField(StringRef bytes, const Descriptor *type) {
  return Walker(/*checkTypes=*/true).walk(bytes, type);
}

bool llb::hasOverlongNumber(StringRef bytes, const Descriptor *type) {
  // Nearly always nothing looks like one.
  unsigned run = 0;
  bool possible = false;
  for (char c : bytes) {
    uint8_t byte = c;
    possible |= run >= 9 && byte > 1 && byte < 0x80;
    run = byte < 0x80 ? 0 : run + 1;
  }
  return possible && Walker(/*checkTypes=*/false).walk(bytes, type);
}

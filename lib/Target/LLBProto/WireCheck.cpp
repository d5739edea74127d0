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

//===- Wire.h - Writing protobuf's wire format ---------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_ENCODING_WIRE_H
#define IMGC_DIALECTS_LLB_ENCODING_WIRE_H

#include "imgc/Support/Digest.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace imgc::llb {

/// Appends fields in protobuf's wire format to a string, as Go's deterministic
/// marshaller does: the caller writes fields in ascending order and sorts maps;
/// scalars that are zero are left out.
class WireWriter {
public:
  explicit WireWriter(std::string &out) : out(out) {}

  void varint(uint64_t value) {
    if (value < 0x80)
      out.push_back(char(value));
    else
      longVarint(value);
  }
  /// An integer, enumeration or boolean field; nothing for 0.
  void number(unsigned field, uint64_t value) {
    if (value)
      presentNumber(field, value);
  }
  /// The same, written also for 0 (members of a oneof).
  void presentNumber(unsigned field, uint64_t value) {
    varint(uint64_t(field) << 3);
    varint(value);
  }
  /// A string or bytes field; nothing if empty.
  void text(unsigned field, llvm::StringRef value) {
    if (!value.empty())
      presentText(field, value);
  }
  /// The same, written also if empty: elements of lists, and messages.
  void presentText(unsigned field, llvm::StringRef value) {
    varint(uint64_t(field) << 3 | 2);
    varint(value.size());
    out.append(value.data(), value.size());
  }
  /// A digest as text (`sha256:…`).
  void digest(unsigned field, const Digest &value);
  /// A message field, written also if empty. `body` gets a writer; it writes in
  /// place, behind one byte for the length, and is moved where that is too little.
  template <typename Body>
  void message(unsigned field, Body &&body) {
    varint(uint64_t(field) << 3 | 2);
    out.push_back(0);
    size_t start = out.size();
    body(*this);
    setLength(start);
  }
  /// A packed list of integers; nothing if empty.
  template <typename Range>
  void packed(unsigned field, const Range &values) {
    if (std::begin(values) == std::end(values))
      return;
    message(field, [&](WireWriter &inner) {
      for (auto value : values)
        inner.varint(uint64_t(int64_t(value)));
    });
  }
  /// Bytes as they are.
  void append(llvm::StringRef bytes) { out.append(bytes.data(), bytes.size()); }

private:
  void longVarint(uint64_t value);
  /// Completes a message whose bytes begin at `start`.
  void setLength(size_t start);

  std::string &out;
};

} // namespace imgc::llb

#endif // IMGC_DIALECTS_LLB_ENCODING_WIRE_H

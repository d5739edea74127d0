//===- JsonWriter.h - JSON as Go writes it --------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_EXPORT_JSONWRITER_H
#define IMGC_LIB_RUNTIME_EXPORT_JSONWRITER_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>
#include <vector>

namespace imgc {

/// Writes JSON as Go does, members in the order given: the digests of documents
/// depend on both.
class JsonWriter {
public:
  /// Spaces per level; 0: compact.
  explicit JsonWriter(unsigned indent) : indent(indent) {}

  JsonWriter &beginObject() { return begin('{'); }
  JsonWriter &endObject() { return end('}'); }
  JsonWriter &beginArray() { return begin('['); }
  JsonWriter &endArray() { return end(']'); }
  JsonWriter &key(llvm::StringRef name);
  JsonWriter &value(llvm::StringRef text);
  JsonWriter &number(uint64_t number) { return raw(std::to_string(number)); }
  JsonWriter &boolean(bool flag) { return raw(flag ? "true" : "false"); }
  JsonWriter &raw(llvm::StringRef json);
  std::string take() { return std::move(out); }

private:
  JsonWriter &begin(char bracket);
  JsonWriter &end(char bracket);
  void separate();
  void newline();

  unsigned indent;
  std::string out;
  std::vector<bool> hasMembers;
  bool afterKey = false;
};

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_EXPORT_JSONWRITER_H

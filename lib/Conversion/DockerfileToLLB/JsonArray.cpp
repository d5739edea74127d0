//===- JsonArray.cpp - JSON as Go writes it -------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonArray.h"

#include "imgc/Support/GoText.h"

#include "llvm/Support/FormatVariadic.h"

namespace imgc::dockerfile {

static void appendString(std::string &out, llvm::StringRef text) {
  out += '"';
  while (!text.empty()) {
    auto [rune, size] = gotext::decodeRune(text);
    llvm::StringRef bytes = text.take_front(size);
    text = text.drop_front(size);
    switch (rune) {
    case '"':
    case '\\':
      out += '\\';
      out += bytes;
      continue;
    case '\n':
      out += "\\n";
      continue;
    case '\r':
      out += "\\r";
      continue;
    case '\t':
      out += "\\t";
      continue;
    case '\b':
      out += "\\b";
      continue;
    case '\f':
      out += "\\f";
      continue;
    default:
      break;
    }
    bool escaped = rune < 0x20 || rune == '<' || rune == '>' || rune == '&' || rune == 0x2028 ||
                   rune == 0x2029 || (rune == gotext::runeError && size == 1);
    if (escaped)
      out += llvm::formatv("\\u{0:x-4}", static_cast<uint32_t>(rune)).str();
    else
      out += bytes;
  }
  out += '"';
}

std::string toGoJson(llvm::ArrayRef<std::string> values) {
  std::string out = "[";
  for (const std::string &value : values) {
    if (out.size() > 1)
      out += ',';
    appendString(out, value);
  }
  return out + "]";
}

} // namespace imgc::dockerfile

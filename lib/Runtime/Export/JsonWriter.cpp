//===- JsonWriter.cpp - JSON as Go writes it ------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonWriter.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"

namespace imgc {

std::string quoteJson(llvm::StringRef input) {
  std::string text = llvm::json::isUTF8(input) ? input.str() : llvm::json::fixUTF8(input);
  std::string out = "\"";
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = text[i];
    // U+2028 and U+2029 end a line in JavaScript.
    if (c == 0xe2 && i + 2 < text.size() && static_cast<uint8_t>(text[i + 1]) == 0x80 &&
        (static_cast<uint8_t>(text[i + 2]) & 0xfe) == 0xa8) {
      out += static_cast<uint8_t>(text[i + 2]) == 0xa8 ? "\\u2028" : "\\u2029";
      i += 2;
      continue;
    }
    switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
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
    if (c < 0x20 || c == '<' || c == '>' || c == '&') {
      out += "\\u00";
      out += llvm::hexdigit(c >> 4, /*LowerCase=*/true);
      out += llvm::hexdigit(c & 15, /*LowerCase=*/true);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

void JsonWriter::newline() {
  if (indent) {
    out += '\n';
    out.append(indent * hasMembers.size(), ' ');
  }
}

void JsonWriter::separate() {
  if (std::exchange(afterKey, false) || hasMembers.empty())
    return;
  if (hasMembers.back())
    out += ',';
  hasMembers.back() = true;
  newline();
}

JsonWriter &JsonWriter::begin(char bracket) {
  separate();
  out += bracket;
  hasMembers.push_back(false);
  return *this;
}

JsonWriter &JsonWriter::end(char bracket) {
  bool any = hasMembers.back();
  hasMembers.pop_back();
  if (any)
    newline();
  out += bracket;
  return *this;
}

JsonWriter &JsonWriter::key(llvm::StringRef name) {
  separate();
  out += quoteJson(name);
  out += indent ? ": " : ":";
  afterKey = true;
  return *this;
}

JsonWriter &JsonWriter::raw(llvm::StringRef json) {
  separate();
  out += json;
  return *this;
}

} // namespace imgc

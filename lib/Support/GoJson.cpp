//===- GoJson.cpp - JSON as Go writes it -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/GoJson.h"

#include "imgc/Support/GoText.h"

#include "llvm/Support/FormatVariadic.h"

namespace imgc {

/// The letter of a short escape, or 0.
static char getShortEscape(char32_t rune) {
  switch (rune) {
  case '"':
  case '\\':
    return static_cast<char>(rune);
  case '\n':
    return 'n';
  case '\r':
    return 'r';
  case '\t':
    return 't';
  case '\b':
    return 'b';
  case '\f':
    return 'f';
  default:
    return 0;
  }
}

/// ASCII that stands for itself.
static bool isPlain(char c) {
  return c >= 0x20 && c != '"' && c != '\\' && c != '<' && c != '>' && c != '&';
}

void appendGoJson(std::string &out, llvm::StringRef text) {
  out += '"';
  while (!text.empty()) {
    llvm::StringRef plain = text.take_while(isPlain);
    out += plain;
    text = text.drop_front(plain.size());
    if (text.empty())
      break;
    auto [rune, size] = gotext::decodeRune(text);
    if (char letter = getShortEscape(rune)) {
      out += '\\';
      out += letter;
    } else if (rune < 0x80 || rune == 0x2028 || rune == 0x2029 ||
               (rune == gotext::runeError && size == 1)) {
      out += llvm::formatv("\\u{0:x-4}", static_cast<uint32_t>(rune)).str();
    } else {
      out += text.take_front(size);
    }
    text = text.drop_front(size);
  }
  out += '"';
}

std::string toGoJson(llvm::StringRef text) {
  std::string out;
  appendGoJson(out, text);
  return out;
}

std::string toGoJson(llvm::ArrayRef<std::string> values) {
  std::string out = "[";
  for (const std::string &value : values) {
    if (out.size() > 1)
      out += ',';
    appendGoJson(out, value);
  }
  return out + "]";
}

} // namespace imgc

//===- JsonArray.cpp - Arrays of strings in JSON --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonArray.h"

#include "imgc/Support/GoText.h"
#include "imgc/Support/JsonScanner.h"

#include "llvm/ADT/StringExtras.h"

#include <cmath>
#include <cstdlib>

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

/// Four hex digits, which the scanner has seen.
static char32_t takeHex(StringRef &text) {
  char32_t value = 0;
  for (char c : text.take_front(4))
    value = value << 4 | hexDigitValue(c);
  text = text.drop_front(4);
  return value;
}

/// What an escape stands for; `text` begins behind the backslash.
static char32_t takeEscape(StringRef &text) {
  static constexpr StringLiteral names("\"\\/bfnrt"), values("\"\\/\b\f\n\r\t");
  char c = text.front();
  text = text.drop_front();
  if (c != 'u')
    return values[names.find(c)];
  char32_t rune = takeHex(text);
  if (rune < 0xD800 || rune >= 0xDC00 || !text.starts_with("\\u"))
    return rune;
  StringRef saved = text;
  text = text.drop_front(2);
  char32_t low = takeHex(text);
  if (low >= 0xDC00 && low < 0xE000)
    return 0x10000 + ((rune - 0xD800) << 10) + (low - 0xDC00);
  text = saved;
  return rune;
}

/// The content of a string. Bytes that are not UTF-8 and lone surrogates become
/// the replacement character.
static std::string decodeString(StringRef text) {
  std::string out;
  while (!text.empty()) {
    if (text.consume_front("\\")) {
      gotext::appendRune(out, takeEscape(text));
      continue;
    }
    auto [rune, size] = gotext::decodeRune(text);
    text = text.drop_front(size);
    gotext::appendRune(out, rune);
  }
  return out;
}

static bool isTooLarge(StringRef number) {
  return std::isinf(std::strtod(number.str().c_str(), nullptr));
}

static JsonArrayKind readArray(StringRef text, std::vector<std::string> &strings) {
  constexpr size_t maxDepth = 10000; // Go's
  JsonScanner scanner(text);
  // Not even a blank may come before the bracket.
  if (!text.starts_with("[") || scanner.next() != JsonToken::BeginArray)
    return JsonArrayKind::NotAnArray;
  bool onlyStrings = true;
  while (true) {
    JsonToken token = scanner.next();
    switch (token) {
    case JsonToken::Error:
      return JsonArrayKind::NotAnArray;
    case JsonToken::End:
      return onlyStrings ? JsonArrayKind::Strings : JsonArrayKind::NotStrings;
    case JsonToken::String:
      if (scanner.getDepth() == 1)
        strings.push_back(decodeString(scanner.getText()));
      break;
    case JsonToken::EndArray:
      break;
    default:
      onlyStrings = false;
      if (scanner.getDepth() > maxDepth ||
          (token == JsonToken::Number && isTooLarge(scanner.getText())))
        return JsonArrayKind::NotAnArray;
    }
  }
}

JsonArrayKind dockerfile::parseJsonArray(StringRef text, std::vector<std::string> &strings) {
  strings.clear();
  JsonArrayKind kind = readArray(text, strings);
  if (kind != JsonArrayKind::Strings)
    strings.clear();
  return kind;
}

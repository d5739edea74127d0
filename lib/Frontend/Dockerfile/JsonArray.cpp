//===- JsonArray.cpp - Arrays of strings in JSON --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JsonArray.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/StringExtras.h"

#include <cmath>
#include <cstdlib>

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

namespace {
/// Checks JSON with a stack of its own, so that nesting costs no calls.
class ArrayReader {
public:
  ArrayReader(StringRef text, std::vector<std::string> &strings) : rest(text), strings(strings) {}

  JsonArrayKind run();

private:
  /// Go's limit.
  static constexpr size_t maxDepth = 10000;

  void skipBlanks() { rest = rest.ltrim(" \t\r\n"); }
  bool takeString(std::string &out);
  bool takeEscape(std::string &out);
  bool takeHex(char32_t &value);
  bool takeNumber();
  bool takeScalar();
  bool takeValue();
  bool takeKey();
  bool afterValue();

  StringRef rest;
  std::vector<std::string> &strings;
  /// Open brackets, outermost first.
  std::string open;
  bool onlyStrings = true;
  bool badNumber = false;
};
} // namespace

bool ArrayReader::takeHex(char32_t &value) {
  value = 0;
  if (rest.size() < 4)
    return false;
  for (char c : rest.take_front(4)) {
    if (!isHexDigit(c))
      return false;
    value = value << 4 | hexDigitValue(c);
  }
  rest = rest.drop_front(4);
  return true;
}

bool ArrayReader::takeEscape(std::string &out) {
  if (rest.empty())
    return false;
  char c = rest[0];
  rest = rest.drop_front();
  static constexpr StringLiteral names("\"\\/bfnrt"), values("\"\\/\b\f\n\r\t");
  if (size_t index = names.find(c); index != StringRef::npos) {
    out += values[index];
    return true;
  }
  char32_t rune;
  if (c != 'u' || !takeHex(rune))
    return false;
  if (rune >= 0xD800 && rune < 0xDC00 && rest.starts_with("\\u")) {
    StringRef saved = rest;
    rest = rest.drop_front(2);
    char32_t low;
    if (!takeHex(low))
      return false;
    if (low >= 0xDC00 && low < 0xE000)
      rune = 0x10000 + ((rune - 0xD800) << 10) + (low - 0xDC00);
    else
      rest = saved;
  }
  // A lone surrogate becomes the replacement character.
  gotext::appendRune(out, rune);
  return true;
}

bool ArrayReader::takeString(std::string &out) {
  while (!rest.empty()) {
    auto [rune, size] = gotext::decodeRune(rest);
    rest = rest.drop_front(size);
    if (rune == '"')
      return true;
    if (rune < 0x20)
      return false;
    if (rune != '\\')
      gotext::appendRune(out, rune);
    else if (!takeEscape(out))
      return false;
  }
  return false;
}

bool ArrayReader::takeNumber() {
  StringRef text = rest;
  auto digits = [&] {
    StringRef run = text.take_while(isDigit);
    text = text.drop_front(run.size());
    return !run.empty();
  };
  text.consume_front("-");
  if (!text.consume_front("0") && !digits())
    return false;
  if (text.consume_front(".") && !digits())
    return false;
  if (text.consume_front_insensitive("e")) {
    if (!text.consume_front("+"))
      text.consume_front("-");
    if (!digits())
      return false;
  }
  std::string number = rest.drop_back(text.size()).str();
  badNumber |= std::isinf(std::strtod(number.c_str(), nullptr));
  rest = text;
  return true;
}

bool ArrayReader::takeScalar() {
  if (rest.consume_front("\"")) {
    std::string value;
    if (!takeString(value))
      return false;
    if (open.size() == 1)
      strings.push_back(std::move(value));
    return true;
  }
  onlyStrings = false;
  return rest.consume_front("true") || rest.consume_front("false") || rest.consume_front("null") ||
         takeNumber();
}

/// Takes a value that is not nested, or opens a nested one.
bool ArrayReader::takeValue() {
  while (true) {
    skipBlanks();
    if (!rest.starts_with("[") && !rest.starts_with("{"))
      return takeScalar() && afterValue();
    if (open.size() == maxDepth)
      return false;
    onlyStrings &= open.empty();
    bool isArray = rest[0] == '[';
    open += rest[0];
    rest = rest.drop_front();
    skipBlanks();
    if (rest.consume_front(isArray ? "]" : "}")) {
      open.pop_back();
      return afterValue();
    }
    if (!isArray && !takeKey())
      return false;
  }
}

bool ArrayReader::takeKey() {
  std::string ignored;
  skipBlanks();
  if (!rest.consume_front("\"") || !takeString(ignored))
    return false;
  skipBlanks();
  return rest.consume_front(":");
}

/// Closes what ends here. True when a value follows, or all is done.
bool ArrayReader::afterValue() {
  while (!open.empty()) {
    skipBlanks();
    if (rest.consume_front(","))
      return open.back() == '[' || takeKey();
    if (!rest.consume_front(open.back() == '[' ? "]" : "}"))
      return false;
    open.pop_back();
  }
  return true;
}

JsonArrayKind ArrayReader::run() {
  if (!rest.starts_with("["))
    return JsonArrayKind::NotAnArray;
  do {
    if (!takeValue())
      return JsonArrayKind::NotAnArray;
  } while (!open.empty());
  skipBlanks();
  if (!rest.empty() || badNumber)
    return JsonArrayKind::NotAnArray;
  return onlyStrings ? JsonArrayKind::Strings : JsonArrayKind::NotStrings;
}

JsonArrayKind dockerfile::parseJsonArray(StringRef text, std::vector<std::string> &strings) {
  strings.clear();
  JsonArrayKind kind = ArrayReader(text, strings).run();
  if (kind != JsonArrayKind::Strings)
    strings.clear();
  return kind;
}

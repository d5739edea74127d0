//===- JsonScanner.cpp - JSON, token by token -------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/JsonScanner.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace imgc {

JsonToken JsonScanner::fail() {
  state = State::Failed;
  return JsonToken::Error;
}

/// What is next is no member or element.
JsonToken JsonScanner::close() {
  bool isObject = open.back() == '{';
  if (!rest.consume_front(isObject ? "}" : "]"))
    return fail();
  open.pop_back();
  state = State::AfterValue;
  return isObject ? JsonToken::EndObject : JsonToken::EndArray;
}

JsonToken JsonScanner::next() {
  static constexpr StringLiteral blanks = " \t\r\n";
  if (state == State::Failed)
    return JsonToken::Error;
  rest = rest.ltrim(blanks);
  if (state == State::Value)
    return takeValue();
  if (state == State::AfterValue) {
    if (open.empty())
      return rest.empty() ? JsonToken::End : fail();
    if (!rest.consume_front(","))
      return close();
    rest = rest.ltrim(blanks);
  } else if (rest.starts_with(open.back() == '{' ? "}" : "]")) {
    return close();
  }
  if (open.back() == '[')
    return takeValue();
  if (!takeString())
    return fail();
  rest = rest.ltrim(blanks);
  if (!rest.consume_front(":"))
    return fail();
  state = State::Value;
  return JsonToken::Name;
}

JsonToken JsonScanner::takeValue() {
  char bracket = rest.empty() ? 0 : rest.front();
  if (bracket != '{' && bracket != '[') {
    state = State::AfterValue;
    return takeScalar();
  }
  rest = rest.drop_front();
  open += bracket;
  state = State::First;
  return bracket == '{' ? JsonToken::BeginObject : JsonToken::BeginArray;
}

JsonToken JsonScanner::takeScalar() {
  if (rest.starts_with("\""))
    return takeString() ? JsonToken::String : fail();
  if (rest.consume_front("true") || rest.consume_front("false") || rest.consume_front("null"))
    return JsonToken::Literal;
  return takeNumber() ? JsonToken::Number : fail();
}

/// The length of an escape at the beginning of `text`, 0 if it is none.
static size_t getEscapeSize(StringRef text) {
  if (text.size() < 2)
    return 0;
  if (StringRef("\"\\/bfnrt").contains(text[1]))
    return 2;
  StringRef digits = text.substr(2, 4);
  return text[1] == 'u' && digits.size() == 4 && all_of(digits, isHexDigit) ? 6 : 0;
}

bool JsonScanner::takeString() {
  if (!rest.consume_front("\""))
    return false;
  for (size_t i = 0; i < rest.size();) {
    auto c = static_cast<unsigned char>(rest[i]);
    if (c == '"') {
      token = rest.take_front(i);
      rest = rest.drop_front(i + 1);
      return true;
    }
    size_t size = c == '\\' ? getEscapeSize(rest.drop_front(i)) : c >= 0x20;
    if (size == 0)
      return false;
    i += size;
  }
  return false;
}

bool JsonScanner::takeNumber() {
  StringRef text = rest;
  auto takeDigits = [&] {
    StringRef digits = text.take_while(isDigit);
    text = text.drop_front(digits.size());
    return !digits.empty();
  };
  text.consume_front("-");
  if (!text.consume_front("0") && !takeDigits())
    return false;
  if (text.consume_front(".") && !takeDigits())
    return false;
  if (text.consume_front("e") || text.consume_front("E")) {
    if (!text.consume_front("+"))
      text.consume_front("-");
    if (!takeDigits())
      return false;
  }
  token = rest.drop_back(text.size());
  rest = text;
  return true;
}

bool isJsonObject(StringRef text) {
  JsonScanner scanner(text);
  JsonToken token = scanner.next();
  if (token != JsonToken::BeginObject)
    return false;
  while (token != JsonToken::End && token != JsonToken::Error)
    token = scanner.next();
  return token == JsonToken::End && json::isUTF8(text);
}

} // namespace imgc

//===- JsonScanner.h - JSON, token by token ---------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_JSONSCANNER_H
#define IMGC_SUPPORT_JSONSCANNER_H

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>

namespace imgc {

enum class JsonToken : uint8_t {
  BeginObject,
  EndObject,
  BeginArray,
  EndArray,
  /// The name of a member; its value follows.
  Name,
  String,
  Number,
  /// `true`, `false` or `null`.
  Literal,
  /// The end of the text, after one value.
  End,
  /// The text is not JSON (RFC 8259). Nothing follows.
  Error,
};

/// Gives the tokens of a JSON text and checks the syntax on the way, without a tree
/// and without recursion. Bytes in strings are not looked at: whoever needs UTF-8
/// asks for it. Names may repeat.
class JsonScanner {
public:
  /// `text` must outlive the scanner.
  explicit JsonScanner(llvm::StringRef text) : rest(text) {}

  JsonToken next();
  /// Of a name or string what stands between the quotes, of a number its digits.
  llvm::StringRef getText() const { return token; }
  /// Number of objects and arrays that are open.
  size_t getDepth() const { return open.size(); }

private:
  enum class State : uint8_t { Value, First, AfterValue, Failed };

  JsonToken fail();
  JsonToken close();
  JsonToken takeValue();
  JsonToken takeScalar();
  bool takeString();
  bool takeNumber();

  llvm::StringRef rest, token;
  /// Brackets, outermost first.
  std::string open;
  State state = State::Value;
};

/// Whether `text` is a JSON object and UTF-8.
bool isJsonObject(llvm::StringRef text);

} // namespace imgc

#endif // IMGC_SUPPORT_JSONSCANNER_H

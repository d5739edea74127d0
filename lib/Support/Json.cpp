//===- Json.cpp - JSON from outside ---------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Json.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"

#include <memory>

namespace imgc {

namespace {
/// Walks the text once, without recursion, for what llvm::json::parse does not
/// refuse. Syntax errors are left to the parser.
class StrictScanner {
public:
  StrictScanner(llvm::StringRef text, unsigned maxDepth) : text(text), maxDepth(maxDepth) {}

  llvm::Error scan() {
    for (size_t i = 0; i < text.size(); ++i) {
      switch (text[i]) {
      case '{':
      case '[':
        if (scopes.size() == maxDepth)
          return makeError(ExitCode::BuildFailed, "JSON is nested too deeply");
        scopes.push_back(text[i] == '{' ? std::make_unique<llvm::StringSet<>>() : nullptr);
        break;
      case '}':
      case ']':
        if (!scopes.empty())
          scopes.pop_back();
        break;
      case '"':
        if (llvm::Error error = scanString(i))
          return error;
        break;
      default:
        break;
      }
    }
    return llvm::Error::success();
  }

private:
  /// `i` is at the opening quote; leaves it at the closing one.
  llvm::Error scanString(size_t &i) {
    size_t begin = i + 1;
    for (++i; i < text.size() && text[i] != '"'; ++i)
      if (text[i] == '\\')
        ++i;
    llvm::StringRef name = text.slice(begin, i);
    llvm::StringRef rest = text.substr(std::min(i + 1, text.size())).ltrim(" \t\r\n");
    if (scopes.empty() || !scopes.back() || !rest.starts_with(":"))
      return llvm::Error::success();
    // Escapes could spell one name in two ways; names with escapes are compared decoded.
    std::string decoded = name.str();
    if (name.contains('\\')) {
      auto value = llvm::json::parse(("\"" + name + "\"").str());
      if (!value)
        llvm::consumeError(value.takeError());
      else if (auto string = value->getAsString())
        decoded = string->str();
    }
    if (!scopes.back()->insert(decoded).second)
      return makeError(ExitCode::BuildFailed, "duplicate member '" + decoded + "' in JSON object");
    return llvm::Error::success();
  }

  llvm::StringRef text;
  unsigned maxDepth;
  llvm::SmallVector<std::unique_ptr<llvm::StringSet<>>> scopes;
};
} // namespace

llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef text, unsigned maxDepth) {
  if (llvm::Error error = StrictScanner(text, maxDepth).scan())
    return std::move(error);
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value)
    return makeError(ExitCode::BuildFailed, "invalid JSON: " + llvm::toString(value.takeError()));
  return value;
}

} // namespace imgc

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

const llvm::json::Value *findMember(const llvm::json::Object &object, llvm::StringRef name) {
  if (const llvm::json::Value *exact = object.get(name))
    return exact;
  for (const auto &[key, value] : object)
    if (llvm::StringRef(key).equals_insensitive(name))
      return &value;
  return nullptr;
}

std::string printWithArray(const llvm::json::Object &object, llvm::StringRef name,
                           llvm::function_ref<void(llvm::json::OStream &)> writeElements) {
  llvm::SmallVector<llvm::StringRef> names{name};
  for (const auto &[key, value] : object)
    if (llvm::StringRef(key) != name)
      names.push_back(key);
  llvm::sort(names);
  std::string text;
  llvm::raw_string_ostream os(text);
  os.SetBufferSize(4096); // it writes single characters
  llvm::json::OStream json(os);
  json.object([&] {
    for (llvm::StringRef key : names)
      if (key == name)
        json.attributeArray(name, [&] { writeElements(json); });
      else
        json.attribute(key, *object.get(key));
  });
  json.flush();
  os.flush();
  return text;
}

/// Whether JSON has the text as it is.
static bool isPlain(llvm::StringRef text) {
  return llvm::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

void writeMember(llvm::json::OStream &out, llvm::StringRef name, llvm::StringRef text) {
  if (text.empty())
    return;
  out.attributeBegin(name);
  // Most are; then nothing is copied.
  if (isPlain(text))
    out.rawValue([&](llvm::raw_ostream &os) { os << '"' << text << '"'; });
  else
    out.value(llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text));
  out.attributeEnd();
}

/// The position behind the string that begins at `begin`.
static size_t skipString(llvm::StringRef text, size_t begin) {
  size_t i = begin + 1;
  while (i < text.size() && text[i] != '"')
    i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

std::string dropMember(llvm::StringRef text, llvm::StringRef name) {
  constexpr size_t none = llvm::StringRef::npos;
  size_t separator = 0, begin = none;
  unsigned depth = 0;
  for (size_t i = 0; i < text.size();) {
    char c = text[i];
    if (c == '"') {
      size_t end = skipString(text, i);
      bool isName = depth == 1 && begin == none && text.slice(i + 1, end - 1) == name &&
                    text.substr(end).ltrim(" \t\r\n").starts_with(":");
      if (isName)
        begin = i;
      i = end;
      continue;
    }
    bool closes = c == '}' || c == ']';
    if (depth == 1 && begin != none && (c == ',' || closes)) {
      if (c == ',')
        return (text.take_front(begin) + text.drop_front(i + 1)).str();
      // The last member goes with the comma before it, the only one with none.
      return (text.take_front(separator ? separator : begin) + text.drop_front(i)).str();
    }
    if (depth == 1 && c == ',')
      separator = i;
    depth += c == '{' || c == '[';
    depth -= closes && depth;
    ++i;
  }
  return text.str();
}

} // namespace imgc

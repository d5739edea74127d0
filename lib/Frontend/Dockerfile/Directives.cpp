//===- Directives.cpp - Parser directives ---------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Directives.h"

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

/// `\s` of Go's regular expressions.
static constexpr StringLiteral blanks("\t\n\f\r ");

/// Splits `name = value`. The value keeps one blank when it is all blanks.
static bool splitDirective(StringRef text, StringRef &name, StringRef &value) {
  name = text.take_while([](char c) { return isAlnum(c); });
  if (name.empty() || !isAlpha(name[0]))
    return false;
  text = text.drop_front(name.size()).ltrim(blanks);
  if (!text.consume_front("=") || text.empty())
    return false;
  value = text.trim(blanks);
  if (value.empty())
    value = text.take_back(1);
  return true;
}

std::optional<DirectiveReader::Result> DirectiveReader::readLine(StringRef line) {
  if (done)
    return std::nullopt;
  done = true;
  StringRef name, value;
  if (!line.consume_front(marker) || !splitDirective(gotext::trimLeftSpace(line), name, value))
    return std::nullopt;
  Result result{name.lower(), value.str()};
  if (!is_contained({"syntax", "escape", "check"}, result.name))
    return std::nullopt;
  done = false;
  result.duplicate = !seen.insert(result.name).second;
  return result;
}

//===----------------------------------------------------------------------===//
// Directives of a whole file
//===----------------------------------------------------------------------===//

/// Drops the byte-order mark and a shebang line; tells whether there was one.
static bool dropPreamble(StringRef &text) {
  text.consume_front("\xEF\xBB\xBF");
  if (!text.starts_with("#!"))
    return false;
  text = text.split('\n').second;
  return true;
}

static std::optional<SyntaxDirective> findDirective(StringRef name, StringRef text,
                                                    StringRef marker, uint32_t line) {
  DirectiveReader reader(marker);
  std::optional<SyntaxDirective> found;
  while (!text.empty() && !reader.isDone() && !found) {
    auto [first, rest] = text.split('\n');
    text = rest;
    ++line;
    first.consume_back("\r");
    if (first.size() > maxLineSize)
      break;
    std::optional<DirectiveReader::Result> directive = reader.readLine(first);
    if (directive && directive->duplicate)
      break;
    if (directive && directive->name == name)
      found = {StringRef(directive->value).split(' ').first.str(), directive->value, line};
  }
  return found;
}

/// llvm::json recurses; a file that nests deeper is no front end's input.
static bool isShallow(StringRef text) {
  constexpr unsigned maxBrackets = 500;
  return static_cast<size_t>(count_if(text, [](char c) { return c == '[' || c == '{'; })) <=
         maxBrackets;
}

static std::optional<SyntaxDirective> findJsonSyntax(StringRef text, uint32_t line) {
  if (!text.ltrim(" \t\r\n").starts_with("{") || !isShallow(text))
    return std::nullopt;
  Expected<json::Value> value = json::parse(text);
  if (!value) {
    consumeError(value.takeError());
    return std::nullopt;
  }
  std::optional<StringRef> syntax = value->getAsObject()->getString("syntax");
  if (!syntax)
    return std::nullopt;
  return SyntaxDirective{syntax->str(), syntax->str(), line};
}

std::optional<SyntaxDirective> dockerfile::detectSyntax(StringRef text) {
  uint32_t line = dropPreamble(text);
  for (StringRef marker : {"#", "//"})
    if (auto found = findDirective("syntax", text, marker, line))
      return found;
  return findJsonSyntax(text, line);
}

std::optional<std::string> dockerfile::readDirective(StringRef name, StringRef text) {
  uint32_t line = dropPreamble(text);
  std::optional<SyntaxDirective> found = findDirective(name, text, "#", line);
  if (!found)
    return std::nullopt;
  return found->reference;
}

/// `A,B` or `all`.
static void readRules(StringRef text, bool &all, std::vector<std::string> &rules) {
  text = gotext::trimSpace(text);
  if (text == "all") {
    all = true;
    return;
  }
  rules.clear();
  SmallVector<StringRef> parts;
  text.split(parts, ',');
  for (StringRef part : parts)
    rules.push_back(gotext::trimSpace(part).str());
}

static Error refuseCheckOption(StringRef part, StringRef key) {
  std::string nearest = describeNearest(key, {"skip", "experimental", "error"});
  return makeSourceError("invalid check option " + gotext::quote(part),
                         {("there is no check option '" + key + "'" + nearest).str(),
                          {key.str(), part.str()},
                          {"expected skip=NAMES, experimental=NAMES or error=true, with ';' "
                           "between them"}});
}

Expected<CheckOptions> dockerfile::parseCheckOptions(StringRef text) {
  CheckOptions options;
  text = gotext::trimSpace(text);
  if (text.empty())
    return options;
  SmallVector<StringRef> parts;
  text.split(parts, ';', /*MaxSplit=*/2);
  for (StringRef part : parts) {
    if (!part.contains('='))
      return refuseCheckOption(part, gotext::trimSpace(part));
    auto [key, value] = part.split('=');
    key = gotext::trimSpace(key);
    if (key == "skip") {
      readRules(value, options.skipAll, options.skip);
    } else if (key == "experimental") {
      readRules(value, options.experimentalAll, options.experimental);
    } else if (key == "error") {
      StringRef trimmed = gotext::trimSpace(value);
      std::optional<bool> flag = gotext::parseBool(trimmed);
      if (!flag)
        return makeSourceError(
            "failed to parse check option " + gotext::quote(part) +
                ": strconv.ParseBool: parsing " + gotext::quote(trimmed) + ": invalid syntax",
            {"the check option 'error' takes true or false, not '" + trimmed.str() + "'",
             {trimmed.str(), part.str()},
             {}});
      options.error = *flag;
    } else {
      return refuseCheckOption(key, key);
    }
  }
  return options;
}

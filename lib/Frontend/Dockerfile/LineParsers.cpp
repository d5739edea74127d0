//===- LineParsers.cpp - One logical line to keyword, flags, words --------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LineParsers.h"

#include "JsonArray.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

/// Cuts `text` at runs of blanks, at most into `limit` pieces. A run at either
/// end leaves an empty piece.
static std::vector<StringRef> splitBlanks(StringRef text, size_t limit = StringRef::npos) {
  std::vector<StringRef> pieces;
  while (pieces.size() + 1 < limit) {
    size_t blank = text.find_first_of(wordBlanks);
    if (blank == StringRef::npos)
      break;
    pieces.push_back(text.take_front(blank));
    text = text.drop_front(blank).ltrim(wordBlanks);
  }
  pieces.push_back(text);
  return pieces;
}

//===----------------------------------------------------------------------===//
// Flags
//===----------------------------------------------------------------------===//

namespace {
/// Takes the flags off the front of arguments. Works on bytes: the peer reads
/// each byte as a character of its own, so that other letters than ASCII change.
class FlagReader {
public:
  FlagReader(StringRef text, char escape) : text(text), escape(escape) {}

  /// Returns what is left.
  StringRef run(std::vector<LineFlag> &flags);

private:
  bool isBlank(size_t at) const { return gotext::isSpace(static_cast<uint8_t>(text[at])); }
  bool readWord(LineFlag &flag);
  void take() { gotext::appendRune(word, static_cast<uint8_t>(text[position++])); }

  StringRef text;
  char escape;
  size_t position = 0;
  std::string word;
  bool quoted = false;
};
} // namespace

/// Reads up to the blank that ends a word, or to the end.
bool FlagReader::readWord(LineFlag &flag) {
  char quote = 0;
  word.clear();
  quoted = false;
  flag.begin = position;
  while (position != text.size() && (quote || !isBlank(position))) {
    char c = text[position];
    if (quote ? c == quote : c == '\'' || c == '"') {
      quote = quote ? 0 : c;
      quoted = true;
      ++position;
    } else if (c != escape) {
      take();
    } else if (++position == text.size()) {
      // An escape at the end is dropped.
      break;
    } else {
      take();
    }
  }
  flag.end = position;
  flag.text = word;
  return quoted || !word.empty();
}

StringRef FlagReader::run(std::vector<LineFlag> &flags) {
  while (true) {
    while (position != text.size() && isBlank(position))
      ++position;
    if (!text.drop_front(position).starts_with("--"))
      return text.drop_front(position);
    LineFlag flag;
    bool hasText = readWord(flag);
    if (flag.text == "--")
      return text.drop_front(position);
    if (hasText)
      flags.push_back(std::move(flag));
  }
}

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

namespace {
/// Cuts words at blanks outside quotes. Quotes and escapes stay.
class WordReader {
public:
  WordReader(StringRef text, char escape) : text(text), escape(static_cast<uint8_t>(escape)) {}

  std::vector<std::string> run();

private:
  std::pair<char32_t, unsigned> peek() const { return gotext::decodeRune(text); }
  void takeEscaped(std::string &word);

  StringRef text;
  char32_t escape;
};
} // namespace

/// Takes an escape and what follows it; an escape at the end is dropped.
void WordReader::takeEscaped(std::string &word) {
  text = text.drop_front();
  if (text.empty())
    return;
  auto [rune, size] = peek();
  text = text.drop_front(size);
  gotext::appendRune(word, escape);
  gotext::appendRune(word, rune);
}

std::vector<std::string> WordReader::run() {
  std::vector<std::string> words;
  while (true) {
    text = gotext::trimLeftSpace(text);
    if (text.empty())
      return words;
    std::string word;
    char32_t quote = 0;
    bool quoted = false;
    while (!text.empty()) {
      auto [rune, size] = peek();
      if (!quote && gotext::isSpace(rune))
        break;
      if (rune == escape && quote != '\'') {
        takeEscaped(word);
        continue;
      }
      if (quote ? rune == quote : rune == '\'' || rune == '"') {
        quote = quote ? 0 : rune;
        quoted = true;
      }
      gotext::appendRune(word, rune);
      text = text.drop_front(size);
    }
    if (quoted || !word.empty())
      words.push_back(std::move(word));
  }
}

//===----------------------------------------------------------------------===//
// Arguments by keyword
//===----------------------------------------------------------------------===//

namespace {
/// Fills in `args` and `isJson` of a line.
class ArgumentParser {
public:
  ArgumentParser(char escape, ParsedLine &result) : escape(escape), result(result) {}

  std::optional<LineError> parse(InstructionKind kind, StringRef rest);

private:
  std::optional<LineError> parseNameValues(StringRef rest, StringRef keyword);
  std::optional<LineError> parseJsonOr(StringRef rest, bool splitWords);
  std::optional<LineError> parseHealth(StringRef rest);
  void addRaw(StringRef rest) {
    if (!rest.empty())
      result.args.push_back(rest.str());
  }
  void addWords(StringRef rest) {
    if (rest.empty())
      return;
    for (StringRef word : splitBlanks(rest))
      result.args.push_back(word.str());
  }

  char escape;
  ParsedLine &result;
};
} // namespace

std::optional<LineError> ArgumentParser::parseNameValues(StringRef rest, StringRef keyword) {
  std::vector<std::string> words = WordReader(rest, escape).run();
  if (words.empty())
    return std::nullopt;
  if (!StringRef(words[0]).contains('=')) {
    std::vector<StringRef> parts = splitBlanks(rest, 2);
    if (parts.size() < 2)
      return LineError{DiagId::BadKeyValue,
                       (keyword + " must have two arguments").str(),
                       {"'" + parts[0].str() + "' has no value",
                        {parts[0].str()},
                        {("expected: " + keyword + " NAME=VALUE...").str()}}};
    result.args = {parts[0].str(), parts[1].str(), ""};
    return std::nullopt;
  }
  for (StringRef word : words) {
    if (!word.contains('='))
      return LineError{DiagId::BadKeyValue,
                       "Syntax error - can't find = in " + gotext::quote(word) +
                           ". Must be of the form: name=value",
                       {"'" + word.str() + "' has no '='",
                        {word.str()},
                        {"expected NAME=VALUE; a value with blanks stands in quotes"}}};
    auto [name, value] = word.split('=');
    result.args.insert(result.args.end(), {name.str(), value.str(), "="});
  }
  return std::nullopt;
}

std::optional<LineError> ArgumentParser::parseJsonOr(StringRef rest, bool splitWords) {
  std::vector<std::string> strings;
  switch (parseJsonArray(gotext::trimLeftSpace(rest), strings)) {
  case JsonArrayKind::Strings:
    append_range(result.args, strings);
    result.isJson = true;
    return std::nullopt;
  case JsonArrayKind::NotStrings:
    return LineError{DiagId::BadJsonForm,
                     "when using JSON array syntax, arrays must be comprised of strings only",
                     {"this JSON array has elements that are not strings",
                      {gotext::trimSpace(rest).str()},
                      {"write every element in double quotes"}}};
  case JsonArrayKind::NotAnArray:
    break;
  }
  if (splitWords)
    addWords(rest);
  else
    addRaw(rest);
  return std::nullopt;
}

std::optional<LineError> ArgumentParser::parseHealth(StringRef rest) {
  // Bytes, not characters, are looked at here.
  auto isBlank = [](char c) { return gotext::isSpace(static_cast<uint8_t>(c)); };
  StringRef type = rest.take_until(isBlank);
  if (type.empty())
    return std::nullopt;
  result.args.push_back(type.str());
  return parseJsonOr(rest.drop_front(type.size()).drop_while(isBlank), /*splitWords=*/false);
}

std::optional<LineError> ArgumentParser::parse(InstructionKind kind, StringRef rest) {
  switch (kind) {
  case InstructionKind::Add:
  case InstructionKind::Copy:
  case InstructionKind::Volume:
    return parseJsonOr(rest, /*splitWords=*/true);
  case InstructionKind::Cmd:
  case InstructionKind::Entrypoint:
  case InstructionKind::Run:
  case InstructionKind::Shell:
    return parseJsonOr(rest, /*splitWords=*/false);
  case InstructionKind::Env:
    return parseNameValues(rest, "ENV");
  case InstructionKind::Label:
    return parseNameValues(rest, "LABEL");
  case InstructionKind::Arg:
    append_range(result.args, WordReader(rest, escape).run());
    return std::nullopt;
  case InstructionKind::Expose:
  case InstructionKind::From:
    addWords(rest);
    return std::nullopt;
  case InstructionKind::Healthcheck:
    return parseHealth(rest);
  case InstructionKind::Maintainer:
  case InstructionKind::Stopsignal:
  case InstructionKind::User:
  case InstructionKind::Workdir:
    addRaw(rest);
    return std::nullopt;
  case InstructionKind::Onbuild:
  case InstructionKind::Invalid:
    return std::nullopt;
  }
  llvm_unreachable("covered switch");
}

/// The first word of `line` and its flags; returns the arguments.
static StringRef splitCommand(StringRef line, char escape, StringRef &keyword,
                              std::vector<LineFlag> &flags) {
  std::vector<StringRef> pieces = splitBlanks(gotext::trimSpace(line), 2);
  keyword = pieces[0];
  if (pieces.size() == 1)
    return {};
  size_t first = flags.size();
  StringRef rest = FlagReader(pieces[1], escape).run(flags);
  size_t offset = pieces[1].begin() - line.begin();
  for (LineFlag &flag : drop_begin(flags, first)) {
    flag.begin += offset;
    flag.end += offset;
  }
  return gotext::trimSpace(rest);
}

std::optional<LineError> dockerfile::parseLine(StringRef line, char escape, ParsedLine &result) {
  StringRef keyword;
  StringRef rest = splitCommand(line, escape, keyword, result.flags);
  result.keyword = keyword.str();
  result.keywordBegin = keyword.begin() - line.begin();
  InstructionKind kind = getInstructionKind(keyword);
  // A trigger is a line of its own, whose flags are read again when it is pulled.
  unsigned depth = 0;
  std::vector<std::string> prefix;
  while (kind == InstructionKind::Onbuild && !rest.empty()) {
    std::vector<LineFlag> ignored;
    rest = splitCommand(rest, escape, keyword, ignored);
    prefix.push_back(keyword.str());
    kind = getInstructionKind(keyword);
    ++depth;
  }
  if (std::optional<LineError> error = ArgumentParser(escape, result).parse(kind, rest))
    return error;
  result.takesHeredocs = depth <= 1 && !result.isJson &&
                         (kind == InstructionKind::Add || kind == InstructionKind::Copy ||
                          kind == InstructionKind::Run);
  result.args.insert(result.args.begin(), prefix.begin(), prefix.end());
  // The form of a trigger is judged when it is pulled.
  if (depth)
    result.isJson = false;
  return std::nullopt;
}

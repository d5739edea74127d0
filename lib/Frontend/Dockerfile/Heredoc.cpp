//===- Heredoc.cpp - Words that announce bodies ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Heredoc.h"

#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Frontend/Dockerfile/ShellWords.h"

#include "llvm/ADT/StringExtras.h"

#include <limits>

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

static std::optional<std::string> noVariables(StringRef) { return std::nullopt; }

std::string Heredoc::chompedContent() const {
  if (!chomp)
    return content;
  std::string out;
  StringRef rest = content;
  while (!rest.empty()) {
    size_t end = rest.find('\n');
    StringRef line = rest.take_front(end == StringRef::npos ? end : end + 1);
    out += line.ltrim('\t');
    rest = rest.drop_front(line.size());
  }
  return out;
}

static size_t countQuotes(StringRef text) { return text.count('\'') + text.count('"'); }

Expected<std::optional<Heredoc>> dockerfile::parseHeredocWord(StringRef word) {
  StringRef digits = word.take_while(isDigit);
  StringRef rest = word.drop_front(digits.size());
  if (!rest.consume_front("<<"))
    return std::nullopt;
  Heredoc heredoc;
  heredoc.chomp = rest.consume_front("-");
  rest = rest.ltrim("\t\n\f\r ");
  if (rest.empty() || rest.contains('<'))
    return std::nullopt;
  if (!digits.empty() && digits.getAsInteger(10, heredoc.fileDescriptor))
    heredoc.fileDescriptor = std::numeric_limits<uint64_t>::max();

  // Lexed with and without its quotes: a difference says that it has some.
  ShellOptions options;
  options.skipUnsetEnv = true;
  Expected<std::vector<std::string>> words = processWords(rest, noVariables, options);
  if (!words)
    return words.takeError();
  if (words->size() != 1)
    return std::nullopt;
  options.rawQuotes = true;
  Expected<std::vector<std::string>> rawWords = processWords(rest, noVariables, options);
  if (!rawWords)
    return rawWords.takeError();
  if (rawWords->size() != 1)
    return createStringError("internal lexing of heredoc produced inconsistent results: " + rest);
  heredoc.name = words->front();
  heredoc.expand = countQuotes(heredoc.name) == countQuotes(rawWords->front());
  return heredoc;
}

std::optional<Heredoc> dockerfile::tryHeredocWord(StringRef word) {
  Expected<std::optional<Heredoc>> heredoc = parseHeredocWord(word);
  if (heredoc)
    return *heredoc;
  consumeError(heredoc.takeError());
  return std::nullopt;
}

Expected<std::vector<Heredoc>> dockerfile::findHeredocs(StringRef line) {
  ShellOptions options;
  options.rawQuotes = true;
  options.rawEscapes = true;
  options.skipUnsetEnv = true;
  std::vector<Heredoc> heredocs;
  Expected<std::vector<std::string>> words = processWords(line, noVariables, options);
  if (!words) {
    // A line that the lexer does not understand has none.
    consumeError(words.takeError());
    return heredocs;
  }
  for (const std::string &word : *words) {
    Expected<std::optional<Heredoc>> heredoc = parseHeredocWord(word);
    if (!heredoc)
      return heredoc.takeError();
    if (*heredoc)
      heredocs.push_back(std::move(**heredoc));
  }
  return heredocs;
}

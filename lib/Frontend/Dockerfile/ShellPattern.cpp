//===- ShellPattern.cpp - Patterns of ${x#p}, ${x%p}, ${x/p/r} ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The peer makes Go regular expressions of these patterns, whose matches are
// leftmost and follow the order of a backtracking search. With one kind of
// quantifier per pattern a table of "the rest of the pattern matches from here"
// gives the same answer in time linear in pattern times value.
//
//===----------------------------------------------------------------------===//

#include "ShellPattern.h"

#include "imgc/Frontend/Dockerfile/ShellWords.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/StringExtras.h"

#include <optional>
#include <vector>

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

namespace {
struct Token {
  enum Kind { Literal, Any, Star } kind;
  char32_t rune = 0;
};

/// A value as Go's regexp walks it.
struct Text {
  explicit Text(StringRef text) : bytes(text) {
    size_t offset = 0;
    while (!text.empty()) {
      auto [rune, size] = gotext::decodeRune(text);
      runes.push_back(rune);
      offsets.push_back(offset);
      offset += size;
      text = text.drop_front(size);
    }
    offsets.push_back(offset);
  }
  StringRef slice(size_t begin, size_t end) const {
    return bytes.slice(offsets[begin], offsets[end]);
  }

  StringRef bytes;
  std::vector<char32_t> runes;
  std::vector<size_t> offsets;
};

/// All matches of one pattern in one text.
class Matcher {
public:
  Matcher(const std::vector<Token> &tokens, const Text &text, bool greedy)
      : tokens(tokens), text(text), greedy(greedy), width(text.runes.size() + 1) {
    fill();
  }

  bool matchesAt(size_t position) const { return at(0, position); }
  /// The end of the match that begins at `position`, where there is one.
  size_t findEnd(size_t position) const;

private:
  bool at(size_t token, size_t position) const { return table[token * width + position]; }
  void fill();
  bool fits(const Token &token, size_t position) const {
    return position + 1 < width &&
           (token.kind == Token::Literal ? text.runes[position] == token.rune
                                         : text.runes[position] != '\n');
  }

  const std::vector<Token> &tokens;
  const Text &text;
  bool greedy;
  size_t width;
  std::vector<bool> table;
};
} // namespace

void Matcher::fill() {
  table.assign((tokens.size() + 1) * width, false);
  for (size_t position = 0; position != width; ++position)
    table[tokens.size() * width + position] = true;
  for (size_t i = tokens.size(); i-- != 0;)
    for (size_t position = width; position-- != 0;) {
      const Token &token = tokens[i];
      bool result = fits(token, position);
      if (token.kind == Token::Star)
        result = at(i + 1, position) || (result && at(i, position + 1));
      else
        result = result && at(i + 1, position + 1);
      table[i * width + position] = result;
    }
}

size_t Matcher::findEnd(size_t position) const {
  for (size_t i = 0; i != tokens.size(); ++i) {
    if (tokens[i].kind != Token::Star) {
      ++position;
      continue;
    }
    size_t chosen = position;
    for (size_t end = position;; ++end) {
      if (at(i + 1, end)) {
        chosen = end;
        if (!greedy)
          break;
      }
      if (!fits(tokens[i], end))
        break;
    }
    position = chosen;
  }
  return position;
}

static Error badPattern(StringRef pattern, const Twine &why) {
  return makeSourceError("invalid pattern (" + pattern + ") in substitution: " + why,
                         {("the pattern of this substitution cannot be used: " + why).str(),
                          {pattern.str()},
                          {"only '*', '?' and the escape character can be escaped"}});
}

static Expected<std::vector<Token>> tokenize(StringRef pattern) {
  std::vector<Token> tokens;
  StringRef rest = pattern;
  rest.consume_front("\xEF\xBB\xBF");
  while (!rest.empty()) {
    auto [rune, size] = gotext::decodeRune(rest);
    rest = rest.drop_front(size);
    if (rune == '*') {
      tokens.push_back({Token::Star});
    } else if (rune == '?') {
      tokens.push_back({Token::Any});
    } else if (rune != '\\') {
      tokens.push_back({Token::Literal, rune});
    } else if (!rest.starts_with("}") && !rest.starts_with("/")) {
      // An escaped end of the substitution is that character alone; nothing
      // else but the pattern's own characters can be escaped.
      auto [escaped, width] = rest.empty() ? std::pair<char32_t, unsigned>(gotext::runeError, 0)
                                           : gotext::decodeRune(rest);
      rest = rest.drop_front(width);
      if (escaped != '*' && escaped != '?' && escaped != '\\') {
        std::string shown;
        gotext::appendRune(shown, escaped);
        return badPattern(pattern, "invalid escape '\\" + shown + "'");
      }
      tokens.push_back({Token::Literal, escaped});
    }
  }
  return tokens;
}

/// Memory of a table is a bit per cell.
static Error checkSize(StringRef pattern, size_t tokens, size_t runes) {
  constexpr size_t maxCells = 64u << 20;
  if ((tokens + 1) <= maxCells / (runes + 1))
    return Error::success();
  return badPattern(pattern.take_front(64), "pattern and value are too long");
}

Expected<std::string> dockerfile::trimPrefix(StringRef pattern, StringRef value, bool greedy) {
  Expected<std::vector<Token>> tokens = tokenize(pattern);
  if (!tokens)
    return tokens.takeError();
  Text text(value);
  if (Error error = checkSize(pattern, tokens->size(), text.runes.size()))
    return std::move(error);
  Matcher matcher(*tokens, text, greedy);
  size_t end = matcher.matchesAt(0) ? matcher.findEnd(0) : 0;
  return text.slice(end, text.runes.size()).str();
}

/// Runs of escape and character stay in order.
static std::string reversePattern(StringRef pattern) {
  std::vector<char32_t> runes = gotext::toRunes(pattern);
  std::string out;
  for (size_t end = runes.size(); end != 0;) {
    // An escape belongs to the character after it, which must be found from the
    // front: count the escapes before this one.
    size_t escapes = 0;
    while (escapes < end - 1 && runes[end - 2 - escapes] == '\\')
      ++escapes;
    size_t size = escapes % 2 ? 2 : 1;
    for (size_t i = end - size; i != end; ++i)
      gotext::appendRune(out, runes[i]);
    end -= size;
  }
  return out;
}

static std::string reverseRunes(StringRef text) {
  std::vector<char32_t> runes = gotext::toRunes(text);
  std::string out;
  for (char32_t rune : llvm::reverse(runes))
    gotext::appendRune(out, rune);
  return out;
}

Expected<std::string> dockerfile::trimSuffix(StringRef pattern, StringRef value, bool greedy) {
  Expected<std::string> trimmed = trimPrefix(reversePattern(pattern), reverseRunes(value), greedy);
  if (!trimmed)
    return trimmed.takeError();
  return reverseRunes(*trimmed);
}

/// The name after a dollar sign, cut off `rest`; nothing when there is none.
static std::optional<StringRef> takeGroupName(StringRef &rest) {
  StringRef text = rest;
  bool braced = text.consume_front("{");
  size_t size = 0;
  while (size < text.size()) {
    auto [rune, runeSize] = gotext::decodeRune(text.drop_front(size));
    if (!gotext::isLetter(rune) && !gotext::isDigit(rune) && rune != '_')
      break;
    size += runeSize;
  }
  StringRef name = text.take_front(size);
  text = text.drop_front(size);
  if (name.empty() || (braced && !text.consume_front("}")))
    return std::nullopt;
  rest = text;
  return name;
}

/// A replacement as Go's regexp.Expand writes it for a pattern without groups.
static void appendReplacement(std::string &out, StringRef replacement, StringRef match) {
  while (!replacement.empty()) {
    size_t dollar = replacement.find('$');
    out += replacement.take_front(dollar);
    if (dollar == StringRef::npos)
      return;
    replacement = replacement.drop_front(dollar + 1);
    if (replacement.consume_front("$"))
      out += '$';
    else if (std::optional<StringRef> name = takeGroupName(replacement))
      out += *name == "0" ? match : "";
    else
      out += '$';
  }
}

Expected<std::string> dockerfile::replaceMatches(StringRef pattern, StringRef value,
                                                 StringRef replacement, bool all) {
  Expected<std::vector<Token>> tokens = tokenize(pattern);
  if (!tokens)
    return tokens.takeError();
  Text text(value);
  if (Error error = checkSize(pattern, tokens->size(), text.runes.size()))
    return std::move(error);
  Matcher matcher(*tokens, text, /*greedy=*/true);
  size_t size = text.runes.size(), done = 0;
  std::string out;
  for (size_t position = 0; position <= size;) {
    if (!matcher.matchesAt(position)) {
      ++position;
      continue;
    }
    size_t end = matcher.findEnd(position);
    out += text.slice(done, position);
    // An empty match right after another one is none.
    if (!all)
      out += replacement;
    else if (end > done || position == 0)
      appendReplacement(out, replacement, text.slice(position, end));
    if (out.size() > maxExpansionSize)
      return makeError(ExitCode::SourceError, "the replacement grows too large");
    done = end;
    position = std::max(end, position + 1);
    if (!all)
      break;
  }
  out += text.slice(done, size);
  return out;
}

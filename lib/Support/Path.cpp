//===- Path.cpp - Slash-separated paths, as text --------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Path.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace imgc;
using namespace llvm;

std::string path::clean(StringRef path) {
  bool rooted = path.starts_with("/");
  SmallVector<StringRef> kept;
  while (!path.empty()) {
    auto [element, rest] = path.split('/');
    path = rest;
    if (element.empty() || element == ".")
      continue;
    if (element != "..")
      kept.push_back(element);
    else if (!kept.empty() && kept.back() != "..")
      kept.pop_back();
    else if (!rooted)
      kept.push_back(element);
  }
  std::string out = rooted ? "/" : "";
  out += llvm::join(kept, "/");
  return out.empty() ? "." : out;
}

std::string path::join(StringRef a, StringRef b) {
  if (a.empty() && b.empty())
    return "";
  if (a.empty() || b.empty())
    return clean(a.empty() ? b : a);
  return clean((a + "/" + b).str());
}

std::string path::base(StringRef path) {
  if (path.empty())
    return ".";
  path = path.rtrim('/');
  if (path.empty())
    return "/";
  return path.substr(path.rfind('/') + 1).str();
}

std::string path::dir(StringRef path) { return clean(path.take_front(path.rfind('/') + 1)); }

namespace {
/// The outcome of matching a piece of a pattern.
enum class Outcome { Match, NoMatch, Malformed };
} // namespace

/// Reads one rune of a class, which may not be the last of the pattern.
static bool readClassRune(StringRef &chunk, char32_t &rune) {
  if (chunk.empty() || chunk[0] == '-' || chunk[0] == ']')
    return false;
  chunk.consume_front("\\");
  if (chunk.empty())
    return false;
  auto [decoded, size] = gotext::decodeRune(chunk);
  rune = decoded;
  chunk = chunk.drop_front(size);
  return !(decoded == gotext::runeError && size == 1) && !chunk.empty();
}

/// Matches the class after `[` against `rune`.
static Outcome matchClass(StringRef &chunk, char32_t rune) {
  bool negated = chunk.consume_front("^");
  bool matched = false;
  for (unsigned count = 0; !(count && chunk.consume_front("]")); ++count) {
    char32_t low = 0, high = 0;
    if (!readClassRune(chunk, low))
      return Outcome::Malformed;
    high = low;
    if (chunk.consume_front("-") && !readClassRune(chunk, high))
      return Outcome::Malformed;
    matched |= low <= rune && rune <= high;
  }
  return matched != negated ? Outcome::Match : Outcome::NoMatch;
}

/// Takes the next rune off `name` (not empty).
static char32_t takeRune(StringRef &name) {
  auto [rune, size] = gotext::decodeRune(name);
  name = name.drop_front(size);
  return rune;
}

/// Matches a piece without stars at the front of `name`, which it consumes.
/// Goes on after a mismatch, to find out whether the piece is well formed.
static Outcome matchChunk(StringRef chunk, StringRef &name) {
  bool failed = false;
  while (!chunk.empty()) {
    failed |= name.empty();
    char c = chunk[0];
    chunk = chunk.drop_front();
    if (c == '[') {
      char32_t rune = failed ? 0 : takeRune(name);
      Outcome outcome = matchClass(chunk, rune);
      if (outcome == Outcome::Malformed)
        return outcome;
      failed |= outcome == Outcome::NoMatch;
      continue;
    }
    if (c == '?') {
      if (!failed)
        failed = takeRune(name) == '/';
      continue;
    }
    if (c == '\\') {
      if (chunk.empty())
        return Outcome::Malformed;
      c = chunk[0];
      chunk = chunk.drop_front();
    }
    if (!failed) {
      failed = name[0] != c;
      name = name.drop_front();
    }
  }
  return failed ? Outcome::NoMatch : Outcome::Match;
}

/// Cuts the leading stars and the piece up to the next star off `pattern`.
static StringRef takeChunk(StringRef &pattern, bool &star) {
  StringRef trimmed = pattern.ltrim('*');
  star = trimmed.size() != pattern.size();
  bool inClass = false;
  size_t end = 0;
  for (; end < trimmed.size(); ++end) {
    char c = trimmed[end];
    if (c == '\\') {
      if (end + 1 < trimmed.size())
        ++end;
    } else if (c == '[') {
      inClass = true;
    } else if (c == ']') {
      inClass = false;
    } else if (c == '*' && !inClass) {
      break;
    }
  }
  pattern = trimmed.drop_front(end);
  return trimmed.take_front(end);
}

/// What is known once `pattern`'s current piece did not match: only whether the
/// rest is well formed.
static std::optional<bool> refuse(StringRef pattern) {
  while (!pattern.empty()) {
    bool star;
    StringRef empty;
    if (matchChunk(takeChunk(pattern, star), empty) == Outcome::Malformed)
      return std::nullopt;
  }
  return false;
}

std::optional<bool> path::match(StringRef pattern, StringRef name, bool checkRest) {
  while (!pattern.empty()) {
    bool star;
    StringRef chunk = takeChunk(pattern, star);
    if (star && chunk.empty())
      return !name.contains('/');
    auto fits = [&](Outcome outcome, StringRef rest) {
      return outcome == Outcome::Match && (rest.empty() || !pattern.empty());
    };
    StringRef rest = name;
    Outcome outcome = matchChunk(chunk, rest);
    if (outcome == Outcome::Malformed)
      return std::nullopt;
    bool found = fits(outcome, rest);
    for (size_t skip = 1; star && !found && skip <= name.size() && name[skip - 1] != '/'; ++skip) {
      rest = name.drop_front(skip);
      found = fits(matchChunk(chunk, rest), rest);
    }
    if (!found)
      return checkRest ? refuse(pattern) : false;
    name = rest;
  }
  return name.empty();
}

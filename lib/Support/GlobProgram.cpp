//===- GlobProgram.cpp - What an ignore pattern compiles to ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GlobProgram.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace imgc;
using namespace llvm;

bool RuneSet::contains(char32_t rune) const {
  bool in = any_of(ranges, [&](auto range) { return range.first <= rune && rune <= range.second; });
  return in != negated;
}

static void addRange(RuneSet &set, char32_t first, char32_t last) {
  set.ranges.push_back({first, last});
}

/// Adds the runes outside the sorted, disjoint ranges of `other`.
static void addComplement(RuneSet &set, const RuneSet &other) {
  char32_t next = 0;
  for (auto [first, last] : other.ranges) {
    if (first > next)
      addRange(set, next, first - 1);
    next = last + 1;
  }
  addRange(set, next, 0x10FFFF);
}

/// Perl classes `\d`, `\s`, `\w` and their complements.
static bool addPerlClass(RuneSet &set, char letter) {
  RuneSet named;
  switch (toLower(letter)) {
  case 'd':
    named.ranges = {{'0', '9'}};
    break;
  case 's':
    named.ranges = {{'\t', '\n'}, {'\f', '\r'}, {' ', ' '}};
    break;
  case 'w':
    named.ranges = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
    break;
  default:
    return false;
  }
  if (isUpper(letter))
    addComplement(set, named);
  else
    append_range(set.ranges, named.ranges);
  return true;
}

/// `[:alpha:]` and its like.
static bool addNamedClass(RuneSet &set, StringRef name) {
  bool negated = name.consume_front("^");
  RuneSet named;
  using Ranges = std::vector<std::pair<char32_t, char32_t>>;
  named.ranges = StringSwitch<Ranges>(name)
                     .Case("alnum", {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}})
                     .Case("alpha", {{'A', 'Z'}, {'a', 'z'}})
                     .Case("ascii", {{0, 0x7F}})
                     .Case("blank", {{'\t', '\t'}, {' ', ' '}})
                     .Case("cntrl", {{0, 0x1F}, {0x7F, 0x7F}})
                     .Case("digit", {{'0', '9'}})
                     .Case("graph", {{'!', '~'}})
                     .Case("lower", {{'a', 'z'}})
                     .Case("print", {{' ', '~'}})
                     .Case("punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}})
                     .Case("space", {{'\t', '\r'}, {' ', ' '}})
                     .Case("upper", {{'A', 'Z'}})
                     .Case("word", {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}})
                     .Case("xdigit", {{'0', '9'}, {'A', 'F'}, {'a', 'f'}})
                     .Default({});
  if (named.ranges.empty())
    return false;
  if (negated)
    addComplement(set, named);
  else
    append_range(set.ranges, named.ranges);
  return true;
}

/// The one rune that `\` and the front of `text` stand for; nothing when Go
/// knows no such escape.
static std::optional<char32_t> takeEscape(StringRef &text) {
  if (text.empty())
    return std::nullopt;
  auto [rune, size] = gotext::decodeRune(text);
  text = text.drop_front(size);
  if (rune >= 0x80)
    return std::nullopt;
  char c = static_cast<char>(rune);
  if (!isAlnum(c))
    return rune;
  static constexpr StringLiteral names("afnrtv"), values("\a\f\n\r\t\v");
  if (size_t index = names.find(c); index != StringRef::npos)
    return values[index];
  if (c == 'x' && text.size() >= 2 && isHexDigit(text[0]) && isHexDigit(text[1])) {
    char32_t value = hexFromNibbles(text[0], text[1]);
    text = text.drop_front(2);
    return value;
  }
  return std::nullopt;
}

/// One end of a range in a class.
static std::optional<char32_t> takeClassRune(StringRef &text) {
  if (text.empty())
    return std::nullopt;
  if (text.consume_front("\\"))
    return takeEscape(text);
  auto [rune, size] = gotext::decodeRune(text);
  text = text.drop_front(size);
  return rune;
}

/// Reads a class whose `[` is gone.
static bool takeClass(StringRef &text, RuneSet &set) {
  set.negated = text.consume_front("^");
  for (bool first = true; first || !text.starts_with("]"); first = false) {
    if (text.empty())
      return false;
    if (text.starts_with("-") && !first && text.size() > 1 && text[1] != ']')
      return false;
    if (text.starts_with("[:"))
      if (size_t end = text.find(":]", 2); end != StringRef::npos) {
        if (!addNamedClass(set, text.slice(2, end)))
          return false;
        text = text.drop_front(end + 2);
        continue;
      }
    if (text.size() > 1 && text[0] == '\\' && addPerlClass(set, text[1])) {
      text = text.drop_front(2);
      continue;
    }
    std::optional<char32_t> low = takeClassRune(text), high = low;
    if (!low)
      return false;
    if (text.size() >= 2 && text[0] == '-' && text[1] != ']') {
      text = text.drop_front();
      high = takeClassRune(text);
      if (!high || *high < *low)
        return false;
    }
    addRange(set, *low, *high);
  }
  text = text.drop_front();
  return true;
}

/// What `.` matches.
static RuneSet anyButNewline() {
  RuneSet set;
  set.negated = true;
  addRange(set, '\n', '\n');
  return set;
}

/// Makes the nodes of a program.
class GlobProgram::Compiler {
public:
  explicit Compiler(std::vector<Node> &nodes) : nodes(nodes) {}
  /// False when Go would refuse the expression.
  bool run(StringRef text);

private:
  void push(Node::Kind kind, RuneSet set = {});
  void pushRune(char32_t rune);
  /// `(.*/)?`.
  void pushDirectories();
  bool takeRune(StringRef &text);
  bool takeBackslash(StringRef &text);

  std::vector<Node> &nodes;
  /// A star may follow.
  bool repeatable = false;
};

void GlobProgram::Compiler::push(Node::Kind kind, RuneSet set) {
  nodes.emplace_back();
  nodes.back().kind = kind;
  nodes.back().set = std::move(set);
  repeatable = kind == Node::Set;
}

void GlobProgram::Compiler::pushRune(char32_t rune) {
  RuneSet set;
  addRange(set, rune, rune);
  push(Node::Set, std::move(set));
}

void GlobProgram::Compiler::pushDirectories() {
  push(Node::Jump);
  nodes.back().skip = 2;
  push(Node::Set, anyButNewline());
  nodes.back().star = true;
  pushRune('/');
  repeatable = false;
}

/// What follows a backslash.
bool GlobProgram::Compiler::takeBackslash(StringRef &text) {
  size_t zeroWidth = text.empty() ? StringRef::npos : StringRef("AzbB").find(text[0]);
  if (zeroWidth != StringRef::npos) {
    text = text.drop_front();
    static constexpr Node::Kind kinds[] = {Node::Begin, Node::End, Node::Boundary, Node::Inside};
    push(kinds[zeroWidth]);
    return true;
  }
  RuneSet set;
  if (!text.empty() && addPerlClass(set, text[0]))
    text = text.drop_front();
  else if (std::optional<char32_t> escaped = takeEscape(text))
    addRange(set, *escaped, *escaped);
  else
    return false;
  push(Node::Set, std::move(set));
  return true;
}

bool GlobProgram::Compiler::takeRune(StringRef &text) {
  auto [rune, size] = gotext::decodeRune(text);
  text = text.drop_front(size);
  RuneSet set;
  switch (rune) {
  case '^':
  case '$':
    push(rune == '^' ? Node::Begin : Node::End);
    return true;
  case '*':
    if (!repeatable)
      return false;
    nodes.back().star = true;
    repeatable = false;
    return true;
  case '.':
    push(Node::Set, anyButNewline());
    return true;
  case '[':
    if (!takeClass(text, set))
      return false;
    push(Node::Set, std::move(set));
    return true;
  case '\\':
    return takeBackslash(text);
  default:
    pushRune(rune);
    return true;
  }
}

bool GlobProgram::Compiler::run(StringRef text) {
  while (!text.empty()) {
    if (text.consume_front("\\Q")) {
      auto [literal, rest] = text.split("\\E");
      for (char32_t rune : gotext::toRunes(literal))
        pushRune(rune);
      text = rest;
    } else if (text.consume_front("(.*/)?")) {
      pushDirectories();
    } else if (!takeRune(text)) {
      return false;
    }
  }
  return true;
}

std::optional<GlobProgram> GlobProgram::compile(StringRef text) {
  GlobProgram program;
  if (!Compiler(program.nodes).run(text))
    return std::nullopt;
  return program;
}

static bool isWordRune(char32_t rune) {
  return rune < 0x80 && (isAlnum(static_cast<char>(rune)) || rune == '_');
}

void GlobProgram::close(std::vector<bool> &states, char32_t before, StringRef after) const {
  char32_t next = after.empty() ? 0 : gotext::decodeRune(after).first;
  bool boundary = isWordRune(before) != isWordRune(next);
  for (size_t i = 0; i != nodes.size(); ++i) {
    if (!states[i])
      continue;
    const Node &node = nodes[i];
    if (node.kind == Node::Jump) {
      states[i + 1] = true;
      states[i + 1 + node.skip] = true;
    } else if (node.star || (node.kind == Node::Begin && !before) ||
               (node.kind == Node::End && after.empty()) ||
               (node.kind == Node::Boundary && boundary) ||
               (node.kind == Node::Inside && !boundary)) {
      states[i + 1] = true;
    }
  }
}

bool GlobProgram::matches(StringRef path) const {
  std::vector<bool> states(nodes.size() + 1), next(nodes.size() + 1);
  states[0] = true;
  close(states, 0, path);
  while (!path.empty()) {
    auto [rune, size] = gotext::decodeRune(path);
    path = path.drop_front(size);
    next.assign(next.size(), false);
    bool alive = false;
    for (size_t i = 0; i != nodes.size(); ++i) {
      if (!states[i] || nodes[i].kind != Node::Set || !nodes[i].set.contains(rune))
        continue;
      next[nodes[i].star ? i : i + 1] = true;
      alive = true;
    }
    if (!alive)
      return false;
    states.swap(next);
    close(states, rune, path);
  }
  return states[nodes.size()];
}

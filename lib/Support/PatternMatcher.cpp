//===- PatternMatcher.cpp - .dockerignore patterns ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/PatternMatcher.h"

#include "GlobProgram.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Path.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"

#include <optional>

using namespace imgc;
using namespace llvm;

/// Longest line that Go's bufio.Scanner takes.
static constexpr size_t maxIgnoreLine = 64 * 1024 - 1;

Expected<std::vector<std::string>> imgc::parseIgnoreFile(StringRef text,
                                                         std::vector<unsigned> *lines) {
  std::vector<std::string> patterns;
  text.consume_front("\xEF\xBB\xBF");
  for (unsigned number = 1; !text.empty(); ++number) {
    auto [line, rest] = text.split('\n');
    text = rest;
    if (line.size() > maxIgnoreLine)
      return makeError(ExitCode::SourceError, "line " + Twine(number) +
                                                  " of the ignore file is longer than " +
                                                  Twine(maxIgnoreLine) + " bytes");
    if (line.starts_with("#"))
      continue;
    StringRef pattern = gotext::trimSpace(line);
    if (pattern.empty())
      continue;
    bool invert = pattern.consume_front("!");
    if (invert)
      pattern = gotext::trimSpace(pattern);
    std::string cleaned;
    if (!pattern.empty()) {
      cleaned = path::clean(pattern);
      if (cleaned.size() > 1 && cleaned[0] == '/')
        cleaned.erase(0, 1);
    }
    patterns.push_back((invert ? "!" : "") + cleaned);
    if (lines)
      lines->push_back(number);
  }
  return patterns;
}

namespace {
/// One pattern. Simple ones need no program.
struct Pattern {
  enum Kind { Exact, Prefix, Suffix, Expression } kind = Exact;
  bool exclusion = false;
  /// The expression is wrong; nothing may be matched with it.
  bool broken = false;
  std::string text;
  /// How many bytes of `text` every match of an expression begins with.
  size_t literal = 0;
  std::optional<GlobProgram> program;

  bool matches(StringRef path) const;
};

/// Translates a pattern to an expression, and finds out its kind.
class PatternCompiler {
public:
  explicit PatternCompiler(Pattern &pattern) : pattern(pattern) {}
  bool run();

private:
  void translate(char32_t rune, StringRef &rest, bool first);
  void translateStars(StringRef &rest, bool first);

  Pattern &pattern;
  std::string expression = "^";
};
} // namespace

bool Pattern::matches(StringRef path) const {
  StringRef body = text;
  switch (kind) {
  case Exact:
    return path == body;
  case Prefix:
    return path.starts_with(body.drop_back(2));
  case Suffix:
    body = body.drop_front(2);
    return path.ends_with(body) || (body.consume_front("/") && path == body);
  case Expression:
    return path.starts_with(body.take_front(literal)) && program->matches(path);
  }
  llvm_unreachable("covered switch");
}

void PatternCompiler::translateStars(StringRef &rest, bool first) {
  rest.consume_front("*");
  rest.consume_front("/");
  if (!rest.empty()) {
    expression += "(.*/)?";
    pattern.kind = Pattern::Expression;
  } else if (pattern.kind == Pattern::Exact) {
    pattern.kind = Pattern::Prefix;
  } else {
    expression += ".*";
    pattern.kind = Pattern::Expression;
  }
  if (first)
    pattern.kind = Pattern::Suffix;
}

void PatternCompiler::translate(char32_t rune, StringRef &rest, bool first) {
  if (rune == '*' && rest.starts_with("*"))
    return translateStars(rest, first);
  if (rune == '*' || rune == '?') {
    expression += rune == '*' ? "[^/]*" : "[^/]";
    pattern.kind = Pattern::Expression;
    return;
  }
  if (rune == '\\') {
    expression += '\\';
    if (rest.empty())
      return;
    auto [escaped, size] = gotext::decodeRune(rest);
    rest = rest.drop_front(size);
    gotext::appendRune(expression, escaped);
    pattern.kind = Pattern::Expression;
    return;
  }
  if (rune < 0x80 && StringRef(".+()|{}$").contains(static_cast<char>(rune)))
    expression += '\\';
  if (rune == '[' || rune == ']')
    pattern.kind = Pattern::Expression;
  gotext::appendRune(expression, rune);
}

bool PatternCompiler::run() {
  StringRef rest = pattern.text;
  rest.consume_front("\xEF\xBB\xBF");
  for (bool first = true; !rest.empty(); first = false) {
    auto [rune, size] = gotext::decodeRune(rest);
    rest = rest.drop_front(size);
    translate(rune, rest, first);
  }
  if (pattern.kind != Pattern::Expression)
    return true;
  // None of these is special, or changed by what follows it.
  auto isPlain = [](char c) { return isAlnum(c) || StringRef("/._- ").contains(c); };
  pattern.literal = StringRef(pattern.text).take_while(isPlain).size();
  pattern.program = GlobProgram::compile(expression + "$");
  return pattern.program.has_value();
}

/// The first component of every path that a pattern matches, if there is one.
static std::optional<StringRef> getFirstComponent(const Pattern &pattern) {
  if (pattern.broken)
    return std::nullopt; // looked at for every path
  StringRef text = pattern.text;
  switch (pattern.kind) {
  case Pattern::Exact:
    return text.split('/').first;
  case Pattern::Prefix:
    text = text.drop_back(2);
    break;
  case Pattern::Suffix:
    return std::nullopt;
  case Pattern::Expression:
    text = text.take_front(pattern.literal);
    break;
  }
  return text.contains('/') ? std::optional(text.split('/').first) : std::nullopt;
}

struct PatternMatcher::Impl {
  std::vector<Pattern> patterns;
  bool exceptions = false;
  /// Patterns by the first component of what they match, and those that may match anything.
  llvm::StringMap<SmallVector<unsigned, 2>> byComponent;
  std::vector<unsigned> general;

  void makeIndex();
  /// Numbers of the patterns that may match `path` or a directory that it is in, in order.
  SmallVector<unsigned> getCandidates(StringRef path) const;
  bool evaluate(StringRef path, const State *parent, State *own) const;
};

void PatternMatcher::Impl::makeIndex() {
  for (auto [number, pattern] : enumerate(patterns))
    if (std::optional<StringRef> component = getFirstComponent(pattern))
      byComponent[*component].push_back(number);
    else
      general.push_back(number);
}

SmallVector<unsigned> PatternMatcher::Impl::getCandidates(StringRef path) const {
  auto found = byComponent.find(path.split('/').first);
  if (found == byComponent.end())
    return SmallVector<unsigned>(general.begin(), general.end());
  SmallVector<unsigned> result;
  result.resize_for_overwrite(general.size() + found->second.size());
  std::merge(general.begin(), general.end(), found->second.begin(), found->second.end(),
             result.begin());
  return result;
}

PatternMatcher::PatternMatcher(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
PatternMatcher::PatternMatcher(PatternMatcher &&) = default;
PatternMatcher &PatternMatcher::operator=(PatternMatcher &&) = default;
PatternMatcher::~PatternMatcher() = default;

static llvm::Error badPattern(StringRef written) {
  return makeSourceError("syntax error in pattern '" + written + "'",
                         {("'" + written + "' is no pattern").str(),
                          {written.str()},
                          {"'[' begins a set such as [a-z]; '\\' takes the meaning from the "
                           "character after it"}});
}

Expected<PatternMatcher> PatternMatcher::create(ArrayRef<std::string> patterns) {
  return make(patterns, /*late=*/false);
}

Expected<PatternMatcher> PatternMatcher::createLate(ArrayRef<std::string> patterns) {
  return make(patterns, /*late=*/true);
}

Expected<PatternMatcher> PatternMatcher::make(ArrayRef<std::string> patterns, bool late) {
  auto impl = std::make_unique<Impl>();
  for (const std::string &written : patterns) {
    StringRef trimmed = gotext::trimSpace(written);
    if (trimmed.empty())
      continue;
    Pattern pattern;
    pattern.text = path::clean(trimmed);
    if (pattern.text[0] == '!') {
      if (pattern.text.size() == 1)
        return makeSourceError("illegal exclusion pattern: \"!\"",
                               {"there is no pattern after '!'", {"!"}, {}});
      pattern.exclusion = true;
      pattern.text.erase(0, 1);
      impl->exceptions = true;
    }
    if (!path::match(pattern.text, ".", /*checkRest=*/false))
      return badPattern(written);
    pattern.broken = !PatternCompiler(pattern).run();
    if (pattern.broken && !late)
      return badPattern(written);
    impl->patterns.push_back(std::move(pattern));
  }
  impl->makeIndex();
  return PatternMatcher(std::move(impl));
}

/// Whether `pattern` matches a directory that `path` is in.
static bool matchesAncestor(const Pattern &pattern, StringRef path) {
  for (size_t slash = path.find('/'); slash != StringRef::npos; slash = path.find('/', slash + 1))
    if (pattern.matches(path.take_front(slash)))
      return true;
  // The directory of `/a` is `/`.
  return path.size() > 1 && path.rfind('/') == 0 && pattern.matches("/");
}

bool PatternMatcher::Impl::evaluate(StringRef path, const State *parent, State *own) const {
  bool useParent = parent && parent->matched.size() == patterns.size();
  if (own)
    own->matched.assign(patterns.size(), false);
  bool result = false;
  for (unsigned index : getCandidates(path)) {
    const Pattern &pattern = patterns[index];
    bool match = useParent && parent->matched[index];
    if (!match) {
      if (pattern.exclusion != result)
        continue;
      match = pattern.matches(path) || (!useParent && matchesAncestor(pattern, path));
    }
    if (own)
      own->matched[index] = match;
    if (match)
      result = !pattern.exclusion;
  }
  return result;
}

bool PatternMatcher::matches(StringRef path) const {
  return impl->evaluate(path, nullptr, nullptr);
}

Expected<bool> PatternMatcher::tryMatch(StringRef path) const {
  bool result = false;
  for (unsigned index : impl->getCandidates(path)) {
    const Pattern &pattern = impl->patterns[index];
    if (pattern.exclusion != result)
      continue;
    if (pattern.broken)
      return badPattern(pattern.text);
    if (pattern.matches(path) || matchesAncestor(pattern, path))
      result = !pattern.exclusion;
  }
  return result;
}

bool PatternMatcher::matches(StringRef path, const State *parent, State &own) const {
  return impl->evaluate(path, parent, &own);
}

/// Whether `pattern` could match a path below `directory`. Says yes when in doubt.
static bool reachesBelow(StringRef pattern, StringRef directory) {
  if (pattern.contains("**") || pattern.find_first_of("[\\^\n") != StringRef::npos)
    return true;
  SmallVector<StringRef> wanted, given;
  pattern.split(wanted, '/');
  directory.split(given, '/');
  if (wanted.size() <= given.size())
    return false;
  return all_of(zip_first(given, wanted), [](auto pair) {
    auto [component, glob] = pair;
    return path::match(glob, component).value_or(true);
  });
}

bool PatternMatcher::mayReincludeBelow(StringRef path) const {
  return any_of(impl->patterns, [&](const Pattern &pattern) {
    return pattern.exclusion && reachesBelow(pattern.text, path);
  });
}

bool PatternMatcher::hasExceptions() const { return impl->exceptions; }
bool PatternMatcher::empty() const { return impl->patterns.empty(); }

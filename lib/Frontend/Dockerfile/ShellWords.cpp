//===- ShellWords.cpp - Expansion and splitting of words ------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/ShellWords.h"

#include "ShellPattern.h"

#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringExtras.h"

#include <set>
#include <utility>

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

//===----------------------------------------------------------------------===//
// EnvList
//===----------------------------------------------------------------------===//

EnvList::EnvList(ArrayRef<std::string> list) {
  for (const std::string &entry : list) {
    auto [name, value] = StringRef(entry).split('=');
    set(name, value);
  }
}

void EnvList::set(StringRef name, StringRef value) {
  erase(name);
  index[name] = entries.size();
  entries.push_back({{name.str(), value.str()}});
}

void EnvList::erase(StringRef name) {
  auto it = index.find(name);
  if (it == index.end())
    return;
  entries[it->second].reset();
  index.erase(it);
  if (entries.size() < 32 || index.size() * 2 > entries.size())
    return;
  llvm::erase_if(entries, [](const auto &entry) { return !entry; });
  for (auto [position, entry] : enumerate(entries))
    index[entry->first] = position;
}

std::optional<std::string> EnvList::get(StringRef name) const {
  auto it = index.find(name);
  if (it == index.end())
    return std::nullopt;
  return entries[it->second]->second;
}

std::vector<std::string> EnvList::toEntries() const {
  std::vector<std::string> out;
  for (const auto &entry : entries)
    if (entry)
      out.push_back(entry->first + "=" + entry->second);
  return out;
}

std::vector<std::string> EnvList::names() const {
  std::vector<std::string> out;
  for (const auto &entry : entries)
    if (entry)
      out.push_back(entry->first);
  return out;
}

//===----------------------------------------------------------------------===//
// Lexer
//===----------------------------------------------------------------------===//

namespace {
/// One character, or `eof`.
using Rune = int32_t;
constexpr Rune eof = -1;

/// Collects words as characters come in.
class WordSplitter {
public:
  explicit WordSplitter(std::string &buffer) : buffer(buffer) {}

  void add(Rune rune) {
    if (!gotext::isSpace(rune))
      return addRaw(rune);
    if (inWord && !buffer.empty())
      flush();
  }
  void addRaw(Rune rune) {
    gotext::appendRune(buffer, rune);
    inWord = true;
  }
  void add(StringRef text) {
    while (!text.empty()) {
      auto [rune, size] = gotext::decodeRune(text);
      add(static_cast<Rune>(rune));
      text = text.drop_front(size);
    }
  }
  void addRaw(StringRef text) {
    buffer += text;
    inWord = true;
  }
  std::vector<std::string> take() {
    if (!buffer.empty())
      flush();
    return std::move(words);
  }

private:
  void flush() {
    words.push_back(std::move(buffer));
    buffer.clear();
    inWord = false;
  }

  std::string &buffer;
  std::vector<std::string> words;
  bool inWord = false;
};

/// What a stretch of text expands to.
struct Expansion {
  std::string text;
  std::vector<std::string> words;
};

class Lexer {
public:
  Lexer(StringRef source, EnvLookup env, const ShellOptions &options)
      : options(options), env(env), escape(static_cast<uint8_t>(options.escape)),
        rawEscapes(options.rawEscapes) {
    source.consume_front("\xEF\xBB\xBF");
    runes = gotext::toRunes(source);
  }

  Expected<Expansion> processUntil(Rune stop, bool raw);

  std::set<std::string> matched;
  std::set<std::string> unmatched;

private:
  Rune peek() const { return position < runes.size() ? static_cast<Rune>(runes[position]) : eof; }
  Rune next() {
    Rune rune = peek();
    position += rune != eof;
    return rune;
  }

  Expected<std::string> processSingleQuote();
  Expected<std::string> processDoubleQuote();
  Expected<std::string> processDollar();
  Expected<std::string> processBraces();
  Expected<std::string> processModifier(const std::string &name, Rune modifier, bool nullIsUnset);
  Expected<std::string> processReplacement(const std::string &name);
  std::string processAngle();
  bool processEscape(WordSplitter &words, std::string &result);
  std::string takeName();
  std::optional<std::string> get(const std::string &name);

  Error unclosed(size_t begin, const Twine &message);
  Error tooLarge(size_t begin, const Twine &message = "the expansion grows too large");
  Error refuseUnset(size_t begin, const std::string &name, StringRef word, bool isSet);
  Error explained(size_t begin, const Twine &message, const Twine &plain, StringRef note = "");

  const ShellOptions &options;
  EnvLookup env;
  std::vector<char32_t> runes;
  size_t position = 0;
  Rune escape;
  bool rawEscapes;
  unsigned depth = 0;
  /// Where the innermost `${` begins.
  size_t substitution = 0;
  /// Shared by nested expansions, as in the peer: a `${x:-word}` in the middle
  /// of a word drops what stands before it when words are split.
  std::string wordBuffer;
};
} // namespace

static Error fail(const Twine &message) { return makeError(ExitCode::SourceError, message); }

static constexpr StringLiteral unclosedText("this substitution has no closing '}'");

/// Known modifiers, for people.
static constexpr StringLiteral
    modifierNote("expected ${NAME}, or after the name one of :- - :+ + :? "
                 "? # ## % %% / //");

/// A rune as Go's string(rune) prints it; the end of the text is no rune.
static std::string runeToString(Rune rune) {
  std::string out;
  gotext::appendRune(out, rune == eof ? gotext::runeError : static_cast<char32_t>(rune));
  return out;
}

static bool isSpecialParameter(Rune rune) {
  return rune > 0 && rune < 0x80 && StringRef("@*#?-$!0").contains(static_cast<char>(rune));
}

/// An error about what stands between `begin` and here.
Error Lexer::explained(size_t begin, const Twine &message, const Twine &plain, StringRef note) {
  std::string consumed;
  for (size_t i = begin; i < position; ++i)
    gotext::appendRune(consumed, runes[i]);
  Explanation explanation{plain.str(), {consumed}, {}};
  if (!note.empty())
    explanation.notes.push_back(note.str());
  return makeSourceError(message, std::move(explanation));
}

/// `${NAME:?word}` of a variable without a value.
Error Lexer::refuseUnset(size_t begin, const std::string &name, StringRef word, bool isSet) {
  std::string plain = "the variable '" + name + (isSet ? "' is empty" : "' is not set");
  if (word.empty())
    word = isSet ? "is not allowed to be empty" : "is not allowed to be unset";
  else
    plain += (": " + word).str();
  StringRef where = options.isGlobal ? " above, before the first FROM" : " in this stage";
  return explained(begin, name + ": " + word, plain,
                   "give it a value with --build-arg " + name + "=VALUE, and declare it with ARG " +
                       name + where.str());
}

/// `${` and what follows, up to the end.
Error Lexer::unclosed(size_t begin, const Twine &message) {
  return explained(begin, message, unclosedText,
                   "a dollar that is no substitution is written \\$");
}

/// With what stands between `begin` and here.
Error Lexer::tooLarge(size_t begin, const Twine &message) {
  return explained(begin, message,
                   "this makes the word larger than " + Twine(maxExpansionSize >> 20) + " MiB");
}

std::optional<std::string> Lexer::get(const std::string &name) {
  std::optional<std::string> value = env(name);
  (value ? matched : unmatched).insert(name);
  return value;
}

std::string Lexer::takeName() {
  std::string name;
  if (gotext::isDigit(peek() == eof ? 0 : peek())) {
    while (peek() != eof && gotext::isDigit(peek()))
      gotext::appendRune(name, next());
    return name;
  }
  if (isSpecialParameter(peek()))
    return runeToString(next());
  while (peek() != eof && (gotext::isLetter(peek()) || gotext::isDigit(peek()) || peek() == '_'))
    gotext::appendRune(name, next());
  return name;
}

std::string Lexer::processAngle() {
  next();
  if (peek() != '<')
    return "<";
  next();
  std::string result = "<<";
  while (peek() == '\t' || peek() == '\r' || peek() == ' ')
    gotext::appendRune(result, next());
  return result;
}

Expected<std::string> Lexer::processSingleQuote() {
  std::string result;
  size_t begin = position;
  next();
  if (options.rawQuotes)
    result += '\'';
  while (true) {
    Rune rune = next();
    if (rune == eof)
      return explained(begin, "unexpected end of statement while looking for matching single-quote",
                       "this single quote is not closed");
    if (rune == '\'') {
      if (options.rawQuotes)
        result += '\'';
      return result;
    }
    gotext::appendRune(result, rune);
  }
}

Expected<std::string> Lexer::processDoubleQuote() {
  std::string result;
  size_t begin = position;
  next();
  if (options.rawQuotes)
    result += '"';
  while (true) {
    Rune rune = peek();
    if (rune == eof)
      return explained(begin, "unexpected end of statement while looking for matching double-quote",
                       "this double quote is not closed");
    if (rune == '$') {
      size_t dollar = position;
      Expected<std::string> value = processDollar();
      if (!value)
        return value.takeError();
      result += *value;
      if (result.size() > maxExpansionSize)
        return tooLarge(dollar);
      continue;
    }
    next();
    if (rune == '"') {
      if (options.rawQuotes)
        result += '"';
      return result;
    }
    if (rune == escape) {
      if (rawEscapes)
        gotext::appendRune(result, rune);
      if (peek() == eof)
        continue;
      // Only these can be escaped here; other escapes stay as they are.
      if (peek() == '"' || peek() == '$' || peek() == escape)
        rune = next();
    }
    gotext::appendRune(result, rune);
  }
}

Expected<std::string> Lexer::processReplacement(const std::string &name) {
  bool all = peek() == '/';
  if (all)
    next();
  Expected<Expansion> pattern = processUntil('/', /*raw=*/true);
  if (!pattern) {
    if (peek() != eof)
      return pattern.takeError();
    consumeError(pattern.takeError());
    return explained(substitution, "syntax error: missing '/' in ${}",
                     "the replacement is missing in this substitution",
                     "expected ${NAME/PATTERN/REPLACEMENT}");
  }
  Expected<Expansion> replacement = processUntil('}', /*raw=*/true);
  if (!replacement) {
    if (peek() != eof)
      return replacement.takeError();
    consumeError(replacement.takeError());
    return unclosed(substitution, "syntax error: missing '}'");
  }
  std::optional<std::string> value = get(name);
  if (options.skipUnsetEnv && !value)
    return "${" + name + "/" + pattern->text + "/" + replacement->text + "}";
  auto replaced = replaceMatches(pattern->text, value.value_or(""), replacement->text, all);
  if (replaced)
    return replaced;
  ExplainedParts parts = takeExplained(replaced.takeError());
  if (parts.explanation.isEmpty())
    return tooLarge(substitution, parts.message);
  return makeSourceError(parts.message, std::move(parts.explanation));
}

Expected<std::string> Lexer::processModifier(const std::string &name, Rune modifier,
                                             bool nullIsUnset) {
  std::string shown = (nullIsUnset ? ":" : "") + runeToString(modifier);
  bool isTrim = modifier == '#' || modifier == '%';
  size_t begin = substitution;
  auto unsupported = [&]() -> Error {
    std::string message = "unsupported modifier (" + shown + ") in substitution";
    if (modifier == eof)
      return unclosed(begin, message);
    return explained(begin, message, "'" + shown + "' is no modifier of a substitution",
                     modifierNote);
  };
  if (nullIsUnset && isTrim)
    return unsupported();
  Expected<Expansion> inner = processUntil('}', isTrim);
  if (!inner) {
    if (peek() != eof)
      return inner.takeError();
    consumeError(inner.takeError());
    return unclosed(begin, "syntax error: missing '}'");
  }
  StringRef word = inner->text;
  std::optional<std::string> value = get(name);
  if (options.skipUnsetEnv && !value)
    return ("${" + name + shown + word + "}").str();
  bool absent = !value || (nullIsUnset && value->empty());
  switch (modifier) {
  case '-':
    return absent ? word.str() : *value;
  case '+':
    return absent ? "" : word.str();
  case '?':
    if (!absent)
      return *value;
    return refuseUnset(begin, name, word, value.has_value());
  case '#':
  case '%': {
    bool greedy = word.consume_front(modifier == '#' ? "#" : "%");
    StringRef text = value ? StringRef(*value) : StringRef();
    return modifier == '#' ? trimPrefix(word, text, greedy) : trimSuffix(word, text, greedy);
  }
  default:
    return unsupported();
  }
}

Expected<std::string> Lexer::processBraces() {
  next();
  if (peek() == eof)
    return unclosed(substitution, "syntax error: missing '}'");
  if (peek() == '{' || peek() == '}' || peek() == ':') {
    size_t begin = substitution;
    next();
    return explained(begin, "syntax error: bad substitution",
                     "the name of a variable is missing after '${'", modifierNote);
  }
  std::string name = takeName();
  Rune modifier = next();
  switch (modifier) {
  case '}': {
    std::optional<std::string> value = get(name);
    if (!value && options.skipUnsetEnv)
      return "${" + name + "}";
    return value.value_or("");
  }
  case ':':
    return processModifier(name, next(), /*nullIsUnset=*/true);
  case '+':
  case '-':
  case '?':
  case '#':
  case '%':
    return processModifier(name, modifier, /*nullIsUnset=*/false);
  case '/':
    return processReplacement(name);
  default: {
    std::string message = "unsupported modifier (" + runeToString(modifier) + ") in substitution";
    if (modifier == eof)
      return unclosed(substitution, message);
    return explained(substitution, message,
                     "'" + runeToString(modifier) + "' is no modifier of a substitution",
                     modifierNote);
  }
  }
}

Expected<std::string> Lexer::processDollar() {
  size_t begin = position;
  next();
  if (peek() == '{') {
    if (depth >= maxExpansionDepth)
      return explained(begin, "substitutions are nested too deeply",
                       "substitutions are nested more than " + Twine(maxExpansionDepth) + " deep");
    ++depth;
    size_t outer = std::exchange(substitution, begin);
    Expected<std::string> result = processBraces();
    substitution = outer;
    --depth;
    return result;
  }
  std::string name = takeName();
  if (name.empty())
    return "$";
  std::optional<std::string> value = get(name);
  if (!value && options.skipUnsetEnv)
    return "$" + name;
  return value.value_or("");
}

/// Takes an ordinary character; false at an escape that ends the text.
bool Lexer::processEscape(WordSplitter &words, std::string &result) {
  Rune rune = next();
  if (rune != escape) {
    words.add(rune);
  } else {
    if (rawEscapes) {
      words.addRaw(rune);
      gotext::appendRune(result, rune);
    }
    rune = next();
    if (rune == eof)
      return false;
    words.addRaw(rune);
  }
  gotext::appendRune(result, rune);
  return true;
}

Expected<Expansion> Lexer::processUntil(Rune stop, bool raw) {
  std::string result;
  wordBuffer.clear();
  WordSplitter words(wordBuffer);
  llvm::scope_exit restore([&, saved = rawEscapes] { rawEscapes = saved; });
  rawEscapes = raw;
  while (peek() != eof) {
    Rune rune = peek();
    if (stop != eof && rune == stop) {
      next();
      return Expansion{std::move(result), words.take()};
    }
    bool isQuote = (rune == '\'' || rune == '"') && !options.skipProcessQuotes;
    if (rune != '$' && rune != '<' && !isQuote) {
      if (!processEscape(words, result))
        break;
      continue;
    }
    size_t start = position;
    Expected<std::string> piece = rune == '$'    ? processDollar()
                                  : rune == '<'  ? Expected<std::string>(processAngle())
                                  : rune == '\'' ? processSingleQuote()
                                                 : processDoubleQuote();
    if (!piece)
      return piece.takeError();
    result += *piece;
    if (result.size() > maxExpansionSize)
      return tooLarge(start);
    if (rune == '$')
      words.add(StringRef(*piece));
    else
      words.addRaw(StringRef(*piece));
  }
  if (stop != eof) // always replaced by the caller's words
    return fail("unexpected end of statement while looking for matching " + runeToString(stop));
  return Expansion{std::move(result), words.take()};
}

/// Whether a word expands to itself: ASCII without a character that means something.
static bool isPlain(StringRef word, char escape) {
  return llvm::all_of(word, [escape](char c) {
    return c > 0 && c != '$' && c != '<' && c != '\'' && c != '"' && c != escape;
  });
}

static std::vector<std::string> splitPlain(StringRef text) {
  static constexpr StringLiteral spaces = " \t\n\v\f\r";
  std::vector<std::string> words;
  for (StringRef rest = text.ltrim(spaces); !rest.empty(); rest = rest.ltrim(spaces)) {
    size_t end = std::min(rest.find_first_of(spaces), rest.size());
    words.push_back(rest.take_front(end).str());
    rest = rest.drop_front(end);
  }
  return words;
}

static Expected<Expansion> expand(Lexer &lexer, StringRef word, const ShellOptions &options) {
  Expected<Expansion> expansion = lexer.processUntil(eof, options.rawEscapes);
  if (expansion)
    return expansion;
  return addContext(expansion.takeError(), "failed to process " + gotext::quote(word),
                    ExitCode::SourceError);
}

Expected<ShellResult> dockerfile::processWord(StringRef word, EnvLookup env,
                                              const ShellOptions &options) {
  ShellResult result;
  if (isPlain(word, options.escape)) {
    result.result = word.str();
    return result;
  }
  Lexer lexer(word, env, options);
  Expected<Expansion> expansion = expand(lexer, word, options);
  if (!expansion)
    return expansion.takeError();
  result.result = std::move(expansion->text);
  result.matched.assign(lexer.matched.begin(), lexer.matched.end());
  result.unmatched.assign(lexer.unmatched.begin(), lexer.unmatched.end());
  return result;
}

Expected<std::vector<std::string>> dockerfile::processWords(StringRef word, EnvLookup env,
                                                            const ShellOptions &options) {
  if (isPlain(word, options.escape))
    return splitPlain(word);
  Lexer lexer(word, env, options);
  Expected<Expansion> expansion = expand(lexer, word, options);
  if (!expansion)
    return expansion.takeError();
  return std::move(expansion->words);
}

void dockerfile::explainCutWord(Explanation &explanation, StringRef code) {
  StringRef word = explanation.marks.empty() ? "" : StringRef(explanation.marks.front());
  size_t at = word.empty() ? StringRef::npos : code.find(word);
  StringRef rest = at == StringRef::npos ? "" : code.drop_front(at + word.size());
  size_t close = rest.find('}');
  if (explanation.message != unclosedText || !rest.starts_with(" ") || close == StringRef::npos)
    return;
  explanation.message = "a blank ends this word before the '}' of its substitution";
  explanation.notes = {
      ("put the word in quotes: \"" + word + rest.take_front(close + 1) + "\"").str()};
}

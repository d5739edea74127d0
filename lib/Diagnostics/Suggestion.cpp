//===- Suggestion.cpp - Did you mean --------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/edit_distance.h"
#include "llvm/Support/Unicode.h"

using namespace imgc;
using namespace llvm;

/// The distance in runes, as the peer counts it.
static unsigned distance(StringRef a, StringRef b, unsigned limit) {
  std::vector<char32_t> left = gotext::toRunes(a), right = gotext::toRunes(b);
  return ComputeEditDistance(ArrayRef(left), ArrayRef(right), /*AllowReplacements=*/true, limit);
}

/// Gives `word` the case of `pattern`, where that has one.
static std::string matchCase(StringRef word, StringRef pattern) {
  if (gotext::toLower(pattern) == pattern)
    return gotext::toLower(word);
  if (gotext::toUpper(pattern) == pattern)
    return gotext::toUpper(word);
  return word.str();
}

std::string imgc::quoteList(ArrayRef<StringRef> names, size_t limit) {
  std::string text;
  size_t shown = std::min(names.size(), limit);
  for (size_t i = 0; i != shown; ++i) {
    if (i)
      text += i + 1 == names.size() ? " and " : ", ";
    text += ("'" + names[i] + "'").str();
  }
  if (shown != names.size())
    text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

std::string imgc::findSuggestion(StringRef word, ArrayRef<StringRef> options, bool caseSensitive) {
  constexpr unsigned limit = 3;
  auto fold = [&](StringRef text) { return caseSensitive ? text.str() : gotext::toLower(text); };
  // Nothing this much longer than a keyword can be near one.
  if (word.size() > 200)
    return {};
  std::string folded = fold(word), best;
  unsigned bestDistance = limit;
  for (StringRef option : options) {
    std::string candidate = fold(option);
    if (candidate == folded)
      return {};
    unsigned found = distance(folded, candidate, limit);
    if (found < bestDistance) {
      bestDistance = found;
      best = candidate;
    }
  }
  return best.empty() || caseSensitive ? best : matchCase(best, word);
}

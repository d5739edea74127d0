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

namespace {
/// Which letter cases a text contains.
struct Cases {
  bool upper = false;
  bool lower = false;
};
} // namespace

static Cases findCases(StringRef text) {
  // Scripts from Hebrew on have no cases, or are nobody's keywords.
  constexpr char32_t firstCaseless = 0x590;
  Cases cases;
  while (!text.empty()) {
    auto [rune, size] = gotext::decodeRune(text);
    text = text.drop_front(size);
    // Go changes an invalid byte whichever way it maps.
    bool invalid = rune == gotext::runeError && size == 1;
    bool upper = sys::unicode::foldCharSimple(static_cast<int>(rune)) != static_cast<int>(rune);
    cases.upper |= invalid || upper;
    cases.lower |= invalid || (!upper && rune < firstCaseless && gotext::isLetter(rune));
  }
  return cases;
}

/// Gives `word` the case of `pattern`, where that has one.
static std::string matchCase(StringRef word, StringRef pattern) {
  Cases cases = findCases(pattern);
  if (!cases.upper)
    return word.lower();
  return cases.lower ? word.str() : word.upper();
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

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

#include <algorithm>
#include <utility>

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

/// The distance where two swapped neighbours are one mistake, as they are for who types.
static unsigned countMistakes(StringRef a, StringRef b, unsigned limit) {
  std::vector<char32_t> left = gotext::toRunes(a), right = gotext::toRunes(b);
  if (std::max(left.size(), right.size()) - std::min(left.size(), right.size()) >= limit)
    return limit;
  // The rows before the last one, the last one, and the one at work.
  std::vector<unsigned> older, old, row(right.size() + 1);
  for (size_t j = 0; j <= right.size(); ++j)
    row[j] = j;
  for (size_t i = 1; i <= left.size(); ++i) {
    older = std::exchange(old, row);
    row[0] = i;
    for (size_t j = 1; j <= right.size(); ++j) {
      row[j] = std::min({old[j] + 1, row[j - 1] + 1, old[j - 1] + (left[i - 1] != right[j - 1])});
      bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped)
        row[j] = std::min(row[j], older[j - 2] + 1);
    }
  }
  return row.back();
}

using DistanceFn = unsigned (*)(StringRef, StringRef, unsigned);

static std::string findBest(StringRef word, ArrayRef<StringRef> options, bool caseSensitive,
                            DistanceFn distance, unsigned limit = 3) {
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

std::string imgc::findSuggestion(StringRef word, ArrayRef<StringRef> options, bool caseSensitive) {
  return findBest(word, options, caseSensitive, distance);
}

std::string imgc::findNearest(StringRef word, ArrayRef<StringRef> options, bool caseSensitive) {
  return findBest(word, options, caseSensitive, countMistakes, word.size() < 4 ? 2 : 3);
}

std::string imgc::describeNearest(StringRef word, ArrayRef<StringRef> options) {
  std::string nearest = findNearest(word, options, /*caseSensitive=*/true);
  return nearest.empty() ? "" : " (did you mean " + nearest + "?)";
}

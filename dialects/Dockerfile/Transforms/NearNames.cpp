//===- NearNames.cpp - Variables with a name like another -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "NearNames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>

using namespace imgc;
using namespace imgc::dockerfile;
using llvm::StringRef;

/// The most mistakes that findSuggestion forgives.
static constexpr unsigned maxMistakes = 2;

/// Whether `a` becomes `b` by at most `mistakes` bytes that are added, dropped or replaced.
static bool isWithin(StringRef a, StringRef b, unsigned mistakes) {
  size_t common = 0, shorter = std::min(a.size(), b.size());
  while (common != shorter && a[common] == b[common])
    ++common;
  a = a.drop_front(common);
  b = b.drop_front(common);
  size_t difference = std::max(a.size(), b.size()) - std::min(a.size(), b.size());
  if (a.empty() || b.empty() || difference > mistakes || mistakes == 0)
    return difference <= mistakes && (a.empty() || b.empty());
  return isWithin(a.drop_front(), b.drop_front(), mistakes - 1) ||
         isWithin(a.drop_front(), b, mistakes - 1) || isWithin(a, b.drop_front(), mistakes - 1);
}

std::vector<std::string> NearNames::find(StringRef name, const StageEnv &env) const {
  // A character of another alphabet is several bytes, but one mistake.
  bool isASCII = llvm::isASCII(name);
  std::vector<std::pair<StageEnv::Position, StringRef>> found;
  for (StringRef other : names) {
    if (isASCII && !isWithin(name, other, maxMistakes) && llvm::isASCII(other))
      continue;
    if (std::optional<StageEnv::Position> position = env.getPosition(other))
      found.emplace_back(*position, other);
  }
  llvm::sort(found);
  std::vector<std::string> result;
  for (auto [position, other] : found)
    result.push_back(other.str());
  return result;
}

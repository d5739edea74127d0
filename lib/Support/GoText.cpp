//===- GoText.cpp - Go's view of text -------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Unicode.h"

#include <iterator>

using namespace imgc;
using namespace llvm;

namespace {
struct RuneRange {
  uint32_t first;
  uint32_t last;
};
/// What to add to the runes of a range for their upper and lower case.
struct CaseRange {
  uint32_t first;
  uint32_t last;
  int32_t upper;
  int32_t lower;
};
#include "UnicodeCase.inc"
#include "UnicodeRanges.inc"
} // namespace

template <size_t N>
static bool isInRanges(const RuneRange (&ranges)[N], char32_t rune) {
  const RuneRange *it = partition_point(ranges, [&](RuneRange r) { return r.last < rune; });
  return it != std::end(ranges) && it->first <= rune;
}

std::pair<char32_t, unsigned> gotext::decodeRune(StringRef text) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  uint8_t lead = byte(0);
  if (lead < 0x80)
    return {lead, 1};
  unsigned size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size)
    return {runeError, 1};
  char32_t rune = lead & (0xFF >> (size + 1));
  for (unsigned i = 1; i != size; ++i) {
    if ((byte(i) & 0xC0) != 0x80)
      return {runeError, 1};
    rune = rune << 6 | (byte(i) & 0x3F);
  }
  bool overlong = (size == 3 && rune < 0x800) || (size == 4 && rune < 0x10000);
  if (overlong || rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
    return {runeError, 1};
  return {rune, size};
}

void gotext::appendRune(std::string &out, char32_t rune) {
  if (rune > 0x10FFFF || (rune >= 0xD800 && rune <= 0xDFFF))
    rune = runeError;
  auto push = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
  if (rune < 0x80)
    return push(rune);
  if (rune < 0x800) {
    push(0xC0 | rune >> 6);
  } else {
    if (rune < 0x10000) {
      push(0xE0 | rune >> 12);
    } else {
      push(0xF0 | rune >> 18);
      push(0x80 | (rune >> 12 & 0x3F));
    }
    push(0x80 | (rune >> 6 & 0x3F));
  }
  push(0x80 | (rune & 0x3F));
}

std::string gotext::toUTF8(StringRef text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    auto [rune, size] = decodeRune(text);
    appendRune(result, rune);
    text = text.drop_front(size);
  }
  return result;
}

std::vector<char32_t> gotext::toRunes(StringRef text) {
  std::vector<char32_t> runes;
  runes.reserve(text.size());
  while (!text.empty()) {
    auto [rune, size] = decodeRune(text);
    runes.push_back(rune);
    text = text.drop_front(size);
  }
  return runes;
}

bool gotext::isSpace(char32_t rune) {
  return (rune >= 0x9 && rune <= 0xD) || rune == ' ' || rune == 0x85 || rune == 0xA0 ||
         rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200A) || rune == 0x2028 || rune == 0x2029 ||
         rune == 0x202F || rune == 0x205F || rune == 0x3000;
}

bool gotext::isLetter(char32_t rune) {
  return rune < 0x80 ? isAlpha(static_cast<char>(rune)) : isInRanges(letterRanges, rune);
}

bool gotext::isDigit(char32_t rune) {
  return rune < 0x80 ? llvm::isDigit(static_cast<char>(rune)) : isInRanges(digitRanges, rune);
}

StringRef gotext::trimLeftSpace(StringRef text) {
  while (!text.empty()) {
    auto [rune, size] = decodeRune(text);
    if (!isSpace(rune))
      break;
    text = text.drop_front(size);
  }
  return text;
}

/// The size of the space rune that ends `text`, 0 when there is none.
static size_t trailingSpaceSize(StringRef text) {
  for (size_t size = 1; size <= 3 && size <= text.size(); ++size) {
    auto [rune, decoded] = gotext::decodeRune(text.take_back(size));
    if (decoded == size && gotext::isSpace(rune))
      return size;
  }
  return 0;
}

StringRef gotext::trimSpace(StringRef text) {
  text = trimLeftSpace(text);
  while (size_t size = trailingSpaceSize(text))
    text = text.drop_back(size);
  return text;
}

static char32_t mapRune(char32_t rune, bool upper) {
  if (rune < 0x80) {
    char ascii = static_cast<char>(rune);
    return upper ? llvm::toUpper(ascii) : llvm::toLower(ascii);
  }
  const CaseRange *it = partition_point(caseRanges, [&](CaseRange r) { return r.last < rune; });
  if (it == std::end(caseRanges) || rune < it->first)
    return rune;
  if (it->upper == alternating)
    return it->first + (((rune - it->first) & ~1U) | !upper);
  return rune + (upper ? it->upper : it->lower);
}

static std::string mapCase(StringRef text, bool upper) {
  if (llvm::isASCII(text))
    return upper ? text.upper() : text.lower();
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto [rune, size] = gotext::decodeRune(text);
    gotext::appendRune(out, mapRune(rune, upper));
    text = text.drop_front(size);
  }
  return out;
}

std::string gotext::toLower(StringRef text) { return mapCase(text, /*upper=*/false); }

std::string gotext::toUpper(StringRef text) { return mapCase(text, /*upper=*/true); }

static void appendEscaped(std::string &out, char32_t rune) {
  static constexpr StringLiteral names("abtnvfr");
  auto hex = [&](char letter, unsigned digits) {
    out += '\\';
    out += letter;
    for (unsigned i = digits; i-- != 0;)
      out += hexdigit(rune >> (4 * i) & 0xF, /*LowerCase=*/true);
  };
  if (rune >= 7 && rune <= 13) {
    out += '\\';
    out += names[rune - 7];
  } else if (rune < 0x20 || rune == 0x7F) {
    hex('x', 2);
  } else if (rune < 0x10000) {
    hex('u', 4);
  } else {
    hex('U', 8);
  }
}

std::string gotext::quote(StringRef text) {
  std::string out = "\"";
  while (!text.empty()) {
    auto [rune, size] = decodeRune(text);
    if (rune == runeError && size == 1) {
      uint8_t byte = static_cast<uint8_t>(text[0]);
      out += {'\\', 'x', hexdigit(byte >> 4, true), hexdigit(byte & 0xF, true)};
    } else if (rune == '"' || rune == '\\') {
      out += '\\';
      out += static_cast<char>(rune);
    } else if (rune == ' ' || (!isSpace(rune) && sys::unicode::isPrintable(rune))) {
      appendRune(out, rune);
    } else {
      appendEscaped(out, rune);
    }
    text = text.drop_front(size);
  }
  return out += '"';
}

std::optional<bool> gotext::parseBool(StringRef text) {
  if (is_contained({"1", "t", "T", "true", "TRUE", "True"}, text))
    return true;
  if (is_contained({"0", "f", "F", "false", "FALSE", "False"}, text))
    return false;
  return std::nullopt;
}

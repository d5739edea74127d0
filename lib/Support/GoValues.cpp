//===- GoValues.cpp - Values in Go's notations ----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/GoText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <cstdlib>
#include <limits>

using namespace imgc;
using namespace llvm;

static std::string csvError(size_t position, StringRef what) {
  return ("parse error on line 1, column " + Twine(position + 1) + ": " + what).str();
}

/// Reads a quoted field whose opening quote is gone. Returns false on an error,
/// true with `more` telling whether a comma follows.
static bool parseQuotedField(StringRef &line, size_t &position, gotext::CsvResult &result,
                             bool &more) {
  static constexpr StringLiteral badQuote("extraneous or missing \" in quoted-field");
  std::string field;
  while (true) {
    size_t close = line.find('"');
    if (close == StringRef::npos) {
      result.error = csvError(position, badQuote);
      return false;
    }
    field += line.take_front(close);
    line = line.drop_front(close + 1);
    position += close + 1;
    if (line.consume_front("\"")) {
      field += '"';
      ++position;
      continue;
    }
    if (!line.empty() && line[0] != ',') {
      result.error = csvError(position - 1, badQuote);
      return false;
    }
    more = line.consume_front(",");
    position += more;
    result.fields.push_back(std::move(field));
    return true;
  }
}

gotext::CsvResult gotext::parseCsv(StringRef line) {
  CsvResult result;
  if (line.consume_back("\n"))
    line.consume_back("\r");
  if (line.empty()) {
    result.error = "EOF";
    return result;
  }
  size_t position = 0;
  for (bool more = true; more;) {
    if (line.consume_front("\"")) {
      ++position;
      if (!parseQuotedField(line, position, result, more))
        return result;
      continue;
    }
    size_t comma = line.find(',');
    StringRef field = line.take_front(comma);
    if (size_t quote = field.find('"'); quote != StringRef::npos) {
      result.error = csvError(position + quote, "bare \" in non-quoted-field");
      return result;
    }
    result.fields.push_back(field.str());
    more = comma != StringRef::npos;
    if (more) {
      line = line.drop_front(comma + 1);
      position += comma + 1;
    }
  }
  return result;
}

/// Nanoseconds of a unit, 0 for an unknown one.
static uint64_t durationUnit(StringRef unit) {
  return StringSwitch<uint64_t>(unit)
      .Case("ns", 1)
      .Cases({"us", "\u00B5s", "\u03BCs"}, 1000)
      .Case("ms", 1000 * 1000)
      .Case("s", 1000 * 1000 * 1000)
      .Case("m", 60ull * 1000 * 1000 * 1000)
      .Case("h", 3600ull * 1000 * 1000 * 1000)
      .Default(0);
}

static constexpr uint64_t durationLimit = 1ull << 63;

/// Digits before the point; false when they do not fit.
static bool leadingInteger(StringRef &text, uint64_t &value) {
  value = 0;
  while (!text.empty() && isDigit(text[0])) {
    if (value > durationLimit / 10)
      return false;
    value = value * 10 + (text[0] - '0');
    if (value > durationLimit)
      return false;
    text = text.drop_front();
  }
  return true;
}

/// Digits after the point; those that do not fit are ignored.
static void leadingFraction(StringRef &text, uint64_t &value, double &scale) {
  bool overflow = false;
  for (; !text.empty() && isDigit(text[0]); text = text.drop_front()) {
    if (overflow)
      continue;
    if (value > (durationLimit - 1) / 10) {
      overflow = true;
      continue;
    }
    uint64_t next = value * 10 + (text[0] - '0');
    if (next > durationLimit) {
      overflow = true;
      continue;
    }
    value = next;
    scale *= 10;
  }
}

std::string gotext::quoteTime(StringRef text) {
  std::string result = "\"";
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80 || static_cast<unsigned char>(c) < ' ') {
      result += "\\x" + utohexstr(static_cast<unsigned char>(c), /*LowerCase=*/true, 2);
      continue;
    }
    if (c == '"' || c == '\\')
      result += '\\';
    result += c;
  }
  return result + '"';
}

/// One `number unit` of a duration, added to `sum`. Returns the error, without
/// the duration's text.
static std::string durationPart(StringRef &text, uint64_t &sum) {
  static constexpr StringLiteral invalid("invalid duration");
  if (text[0] != '.' && !isDigit(text[0]))
    return invalid.str();
  uint64_t value = 0, fraction = 0;
  double scale = 1;
  size_t before = text.size();
  if (!leadingInteger(text, value))
    return invalid.str();
  bool hasDigits = before != text.size();
  if (text.consume_front(".")) {
    before = text.size();
    leadingFraction(text, fraction, scale);
    hasDigits |= before != text.size();
  }
  if (!hasDigits)
    return invalid.str();
  StringRef unitText = text.take_until([](char c) { return c == '.' || isDigit(c); });
  if (unitText.empty())
    return "missing unit in duration";
  text = text.drop_front(unitText.size());
  uint64_t unit = durationUnit(unitText);
  if (!unit)
    return "unknown unit " + gotext::quoteTime(unitText) + " in duration";
  if (value > durationLimit / unit)
    return invalid.str();
  value *= unit;
  if (fraction)
    value += static_cast<uint64_t>(static_cast<double>(fraction) * (unit / scale));
  if (value > durationLimit || sum + value > durationLimit)
    return invalid.str();
  sum += value;
  return {};
}

gotext::DurationResult gotext::parseDuration(StringRef text) {
  StringRef original = text;
  auto fail = [&](StringRef what) {
    return DurationResult{0, ("time: " + what + " " + gotext::quoteTime(original)).str()};
  };
  bool negative = text.starts_with("-");
  if (negative || text.starts_with("+"))
    text = text.drop_front();
  if (text == "0")
    return {};
  if (text.empty())
    return fail("invalid duration");
  uint64_t sum = 0;
  while (!text.empty())
    if (std::string error = durationPart(text, sum); !error.empty())
      return fail(error);
  if (negative)
    return {static_cast<int64_t>(-sum), {}};
  if (sum > durationLimit - 1)
    return fail("invalid duration");
  return {static_cast<int64_t>(sum), {}};
}

/// strconv.ParseFloat for the notations in which a size may end in a digit.
static std::optional<double> parseFloat(StringRef text) {
  StringRef body = text;
  if (body.starts_with("+") || body.starts_with("-"))
    body = body.drop_front();
  bool hex = body.starts_with_insensitive("0x");
  if (body.empty() || !(isDigit(body[0]) || body[0] == '.'))
    return std::nullopt;
  std::string digits;
  for (size_t i = 0; i != text.size(); ++i) {
    char c = text[i];
    bool between = i && i + 1 < text.size() && isHexDigit(text[i - 1]) && isHexDigit(text[i + 1]);
    if (c == '_' && between)
      continue;
    if (!isHexDigit(c) && !StringRef(".+-xXpPeE").contains(c))
      return std::nullopt;
    digits += c;
  }
  char *end = nullptr;
  double value = std::strtod(digits.c_str(), &end);
  bool complete = end == digits.c_str() + digits.size();
  // Go wants the exponent of a hexadecimal number written.
  if (!complete || (hex && !StringRef(digits).contains_insensitive("p")))
    return std::nullopt;
  if (value == std::numeric_limits<double>::infinity())
    return std::nullopt;
  return value;
}

std::optional<int64_t> gotext::parseRamSize(StringRef text) {
  size_t last = text.find_last_of("0123456789. ");
  if (last == StringRef::npos)
    return std::nullopt;
  StringRef number = text.take_front(text[last] == ' ' ? last : last + 1);
  std::string suffix = StringRef(text.drop_front(last + 1)).lower();
  std::optional<double> size = parseFloat(number);
  if (!size || *size < 0 || suffix.size() > 3)
    return std::nullopt;
  if (!suffix.empty() && suffix != "b") {
    size_t power = StringRef("kmgtp").find(suffix[0]);
    if (power == StringRef::npos)
      return std::nullopt;
    StringRef rest = StringRef(suffix).drop_front();
    if (!rest.empty() && rest != "b" && rest != "ib")
      return std::nullopt;
    *size *= static_cast<double>(1ull << (10 * (power + 1)));
  }
  // What Go's conversion on amd64 makes of a number that does not fit.
  if (*size >= 9223372036854775808.0)
    return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(*size);
}

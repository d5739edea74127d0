//===- GoTime.cpp - Times as Go reads and writes them ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/GoText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace imgc;
using namespace llvm;

namespace {
/// time.Parse with the layout of RFC 3339.
class TimeParser {
public:
  explicit TimeParser(StringRef text) : text(text), rest(text) {}
  gotext::TimeResult run();

private:
  bool digits(unsigned &value, unsigned least, unsigned most);
  bool number(StringRef part, unsigned &value, unsigned limit, StringRef name, bool fixed = true);
  bool expect(StringRef separator);
  bool zone();
  void fraction();
  bool fail(StringRef held, StringRef part);
  bool failWith(const Twine &message);
  std::string format() const;

  StringRef text, rest;
  std::string error;
  unsigned year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::string nanoseconds;
  /// In minutes.
  int offset = 0;
};
} // namespace

bool TimeParser::fail(StringRef held, StringRef part) {
  error = "parsing time " + gotext::quoteTime(text) +
          " as \"2006-01-02T15:04:05Z07:00\": cannot parse " + gotext::quoteTime(held) + " as " +
          gotext::quoteTime(part);
  return false;
}

bool TimeParser::failWith(const Twine &message) {
  error = ("parsing time " + gotext::quoteTime(text) + ": " + message).str();
  return false;
}

bool TimeParser::digits(unsigned &value, unsigned least, unsigned most) {
  size_t size = std::min<size_t>(rest.take_while([](char c) { return isDigit(c); }).size(), most);
  if (size < least)
    return false;
  rest.take_front(size).getAsInteger(10, value);
  rest = rest.drop_front(size);
  return true;
}

bool TimeParser::number(StringRef part, unsigned &value, unsigned limit, StringRef name,
                        bool fixed) {
  StringRef held = rest;
  if (!digits(value, fixed ? 2 : 1, 2))
    return fail(held, part);
  return value < limit || failWith(name + " out of range");
}

bool TimeParser::expect(StringRef separator) {
  return rest.consume_front(separator) || fail(rest, separator);
}

/// Not in the layout, but taken: nine digits count.
void TimeParser::fraction() {
  if (rest.size() < 2 || (rest[0] != '.' && rest[0] != ',') || !isDigit(rest[1]))
    return;
  StringRef all = rest.drop_front().take_while([](char c) { return isDigit(c); });
  rest = rest.drop_front(1 + all.size());
  nanoseconds = all.take_front(9).rtrim('0').str();
}

bool TimeParser::zone() {
  if (rest.consume_front("Z"))
    return true;
  StringRef held = rest;
  if (rest.size() < 6 || rest[3] != ':' || !isDigit(rest[1]) || !isDigit(rest[2]) ||
      !isDigit(rest[4]) || !isDigit(rest[5]))
    return fail(held, "Z07:00");
  int hours = (rest[1] - '0') * 10 + rest[2] - '0', minutes = (rest[4] - '0') * 10 + rest[5] - '0';
  if (hours > 24)
    return failWith("time zone offset hour out of range");
  if (minutes > 60)
    return failWith("time zone offset minute out of range");
  if (rest[0] != '+' && rest[0] != '-')
    return fail(held, "Z07:00");
  offset = (hours * 60 + minutes) * (rest[0] == '-' ? -1 : 1);
  rest = rest.drop_front(6);
  return true;
}

static unsigned daysIn(unsigned month, unsigned year) {
  if (month == 2)
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::string TimeParser::format() const {
  std::string result =
      formatv("{0:d4}-{1:d2}-{2:d2}T{3:d2}:{4:d2}:{5:d2}", year, month, day, hour, minute, second);
  if (!nanoseconds.empty())
    result += "." + nanoseconds;
  if (!offset)
    return result + "Z";
  unsigned distance = std::abs(offset);
  return result +
         formatv("{0}{1:d2}:{2:d2}", offset < 0 ? "-" : "+", distance / 60, distance % 60).str();
}

gotext::TimeResult TimeParser::run() {
  StringRef held = rest;
  auto date = [&] {
    if (!digits(year, 4, 4))
      return fail(held, "2006");
    return expect("-") && number("01", month, 13, "month") &&
           (month || failWith("month out of range")) && expect("-") &&
           number("02", day, 100, "day") && expect("T");
  };
  auto time = [&] {
    if (!number("15", hour, 24, "hour", /*fixed=*/false) || !expect(":") ||
        !number("04", minute, 60, "minute") || !expect(":") || !number("05", second, 60, "second"))
      return false;
    fraction();
    return zone();
  };
  if (!date() || !time())
    return {"", error};
  if (!rest.empty())
    failWith("extra text: " + gotext::quoteTime(rest));
  else if (day < 1 || day > daysIn(month, year))
    failWith("day out of range");
  return {error.empty() ? format() : "", error};
}

gotext::TimeResult gotext::parseTime(StringRef text) { return TimeParser(text).run(); }

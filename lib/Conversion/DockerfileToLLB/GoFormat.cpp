//===- GoFormat.cpp - Texts as Go prints them -----------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GoFormat.h"

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

namespace imgc::dockerfile {

std::string formatList(llvm::ArrayRef<std::string> values) {
  return "[" + llvm::join(values, " ") + "]";
}

std::string formatQuotedList(llvm::ArrayRef<std::string> values) {
  std::string result = "[";
  llvm::interleave(
      values, [&](const std::string &value) { result += gotext::quote(value); },
      [&] { result += " "; });
  return result + "]";
}

/// `value / unit` with as many digits as it needs.
static std::string formatFraction(uint64_t value, uint64_t unit) {
  std::string result = std::to_string(value / unit);
  uint64_t rest = value % unit;
  if (!rest)
    return result;
  result += ".";
  for (uint64_t digit = unit / 10; rest; digit /= 10) {
    result += static_cast<char>('0' + rest / digit);
    rest %= digit;
  }
  return result;
}

std::string formatDuration(int64_t nanoseconds) {
  if (nanoseconds == 0)
    return "0s";
  std::string sign = nanoseconds < 0 ? "-" : "";
  uint64_t value = nanoseconds < 0 ? -static_cast<uint64_t>(nanoseconds) : nanoseconds;
  if (value < 1000)
    return sign + std::to_string(value) + "ns";
  if (value < 1000000)
    return sign + formatFraction(value, 1000) + "µs";
  if (value < 1000000000)
    return sign + formatFraction(value, 1000000) + "ms";
  constexpr uint64_t second = 1000000000, minute = 60 * second, hour = 60 * minute;
  std::string result = sign;
  if (value >= hour)
    result += std::to_string(value / hour) + "h";
  if (value >= minute)
    result += std::to_string(value % hour / minute) + "m";
  return result + formatFraction(value % minute, second) + "s";
}

std::string formatHealthcheck(const Healthcheck &check) {
  return "{Test:" + formatList(check.test) + " Interval:" + formatDuration(check.interval) +
         " Timeout:" + formatDuration(check.timeout) +
         " StartPeriod:" + formatDuration(check.startPeriod) +
         " StartInterval:" + formatDuration(check.startInterval) +
         " Retries:" + std::to_string(check.retries) + "}";
}

static constexpr llvm::StringLiteral signalNames[] = {
    "ABRT", "ALRM", "BUS",    "CHLD",   "CLD",   "CONT", "FPE",  "HUP",   "ILL",
    "INT",  "IO",   "IOT",    "KILL",   "PIPE",  "POLL", "PROF", "PWR",   "QUIT",
    "SEGV", "STOP", "STKFLT", "SYS",    "TERM",  "TRAP", "TSTP", "TTIN",  "TTOU",
    "URG",  "USR1", "USR2",   "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX"};

std::string suggestSignal(llvm::StringRef text) {
  std::string upper = text.upper();
  llvm::StringRef name = upper;
  name.consume_front("SIG");
  llvm::SmallVector<llvm::StringRef> names(std::begin(signalNames), std::end(signalNames));
  std::string nearest = findNearest(name, names, /*caseSensitive=*/true);
  return nearest.empty() ? "" : " (did you mean SIG" + nearest + "?)";
}

bool isValidSignal(llvm::StringRef text) {
  int64_t number;
  llvm::StringRef digits = text;
  digits.consume_front("+");
  if (!digits.empty() && !digits.getAsInteger(10, number))
    return number != 0;
  std::string upper = gotext::toUpper(text);
  llvm::StringRef name = upper;
  name.consume_front("SIG");
  if (llvm::is_contained(signalNames, name))
    return true;
  unsigned offset;
  llvm::StringRef realtime = name;
  if (realtime.consume_front("RTMIN+"))
    return !realtime.starts_with("0") && !realtime.getAsInteger(10, offset) && offset <= 15;
  if (realtime.consume_front("RTMAX-"))
    return !realtime.starts_with("0") && !realtime.getAsInteger(10, offset) && offset <= 14;
  return false;
}

} // namespace imgc::dockerfile

//===- GoText.h - Go's view of text -----------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Dockerfiles, references and platforms are defined by programs written in Go.
// These are the pieces of its text handling on which their results depend.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_GOTEXT_H
#define IMGC_SUPPORT_GOTEXT_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace imgc::gotext {

/// What Go decodes an invalid byte to.
inline constexpr char32_t runeError = 0xFFFD;

/// Decodes the first rune of `text` (not empty) and its size in bytes; an
/// invalid byte is (runeError, 1), as in utf8.DecodeRune.
std::pair<char32_t, unsigned> decodeRune(llvm::StringRef text);
void appendRune(std::string &out, char32_t rune);
std::vector<char32_t> toRunes(llvm::StringRef text);

/// The text with U+FFFD for each byte that is not UTF-8, as encoding/json writes it.
std::string toUTF8(llvm::StringRef text);

/// unicode.IsSpace, unicode.IsLetter, unicode.IsDigit.
bool isSpace(char32_t rune);
bool isLetter(char32_t rune);
bool isDigit(char32_t rune);

/// strings.TrimSpace and its left half.
llvm::StringRef trimSpace(llvm::StringRef text);
llvm::StringRef trimLeftSpace(llvm::StringRef text);

/// strings.ToLower and strings.ToUpper: each rune by its simple case mapping of
/// Unicode 15, invalid bytes become U+FFFD.
std::string toLower(llvm::StringRef text);
std::string toUpper(llvm::StringRef text);

/// strconv.Quote (`%q`).
std::string quote(llvm::StringRef text);

/// strconv.ParseBool.
std::optional<bool> parseBool(llvm::StringRef text);

/// encoding/csv's rules for one record (go-csvvalue); the error is its text.
struct CsvResult {
  std::vector<std::string> fields;
  std::string error;
};
CsvResult parseCsv(llvm::StringRef line);

/// time.ParseDuration, in nanoseconds; the error is its text.
struct DurationResult {
  int64_t nanoseconds = 0;
  std::string error;
};
DurationResult parseDuration(llvm::StringRef text);

/// As package time quotes in its errors: what is not printable ASCII byte by byte.
std::string quoteTime(llvm::StringRef text);

/// A time as encoding/json decodes and encodes it again (RFC 3339); the error is
/// its text.
struct TimeResult {
  std::string text;
  std::string error;
};
TimeResult parseTime(llvm::StringRef text);

/// units.RAMInBytes (`64k`, `1.5GiB`).
std::optional<int64_t> parseRamSize(llvm::StringRef text);

} // namespace imgc::gotext

#endif // IMGC_SUPPORT_GOTEXT_H

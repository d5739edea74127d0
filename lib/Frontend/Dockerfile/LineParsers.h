//===- LineParsers.h - One logical line to keyword, flags, words -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_LINEPARSERS_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_LINEPARSERS_H

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc::dockerfile {

/// Blanks between the words of a line.
inline constexpr llvm::StringLiteral wordBlanks("\t\v\f\r ");

/// Why a line was refused.
struct LineError {
  DiagId id;
  std::string message;
  Explanation explanation;
};

/// A flag with its bytes in the logical line.
struct LineFlag {
  std::string text;
  size_t begin = 0;
  size_t end = 0;
};

/// What a logical line consists of.
struct ParsedLine {
  std::string keyword;
  size_t keywordBegin = 0;
  std::vector<LineFlag> flags;
  std::vector<std::string> args;
  bool isJson = false;
  /// Heredocs may follow: COPY, ADD and RUN not in JSON form, also as a trigger.
  bool takesHeredocs = false;
};

/// Cuts `line` as its keyword wants it.
std::optional<LineError> parseLine(llvm::StringRef line, char escape, ParsedLine &result);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_LINEPARSERS_H

//===- FuzzPatterns.cpp - Ignore files and their matching -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Error.h"
#include "imgc/Support/PatternMatcher.h"

using namespace imgc;

/// The first line is a path to match; the rest is the ignore file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  auto [path, file] = text.split('\n');
  auto patterns = parseIgnoreFile(file);
  if (!patterns) {
    llvm::consumeError(patterns.takeError());
    return 0;
  }
  auto matcher = PatternMatcher::create(*patterns);
  if (!matcher) {
    llvm::consumeError(matcher.takeError());
    return 0;
  }
  for (llvm::StringRef candidate : {path, llvm::StringRef("a/b/c.txt"), llvm::StringRef("src")})
    (void)matcher->matches(candidate);
  return 0;
}

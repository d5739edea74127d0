//===- FuzzDockerfile.cpp - Parser, words and ignore patterns -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Frontend/Dockerfile/ShellWords.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/PatternMatcher.h"

using namespace imgc;

static void parseFile(llvm::StringRef text) {
  DiagnosticEngine diagnostics;
  dockerfile::parseDockerfile(text, "Dockerfile", diagnostics);
  llvm::raw_null_ostream os;
  renderDiagnostics(os, diagnostics);
}

static std::optional<std::string> lookUp(llvm::StringRef name) {
  if (name.size() % 3 == 0)
    return std::nullopt;
  return "value of " + name.str();
}

static void expandWord(llvm::StringRef text) {
  if (auto word = dockerfile::processWord(text, lookUp); !word)
    llvm::consumeError(word.takeError());
  if (auto words = dockerfile::processWords(text, lookUp); !words)
    llvm::consumeError(words.takeError());
}

static void matchPatterns(llvm::StringRef text) {
  auto patterns = parseIgnoreFile(text);
  if (!patterns)
    return llvm::consumeError(patterns.takeError());
  auto matcher = PatternMatcher::create(*patterns);
  if (!matcher)
    return llvm::consumeError(matcher.takeError());
  for (llvm::StringRef path : {"a", "a/b/c.txt", "src/main.cc", "node_modules/x/y/z"})
    (void)matcher->matches(path);
}

/// The first byte says which of the three reads the rest.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  if (text[0] == '\x01')
    expandWord(text.drop_front());
  else if (text[0] == '\x02')
    matchPatterns(text.drop_front());
  else
    parseFile(text);
  return 0;
}

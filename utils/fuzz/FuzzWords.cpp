//===- FuzzWords.cpp - Expansion and splitting of words -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/ShellWords.h"
#include "llvm/Support/Error.h"

using namespace imgc;

static std::optional<std::string> lookUp(llvm::StringRef name) {
  if (name.size() % 3 == 0)
    return std::nullopt;
  return "value of " + name.str();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  if (auto word = dockerfile::processWord(text, lookUp); !word)
    llvm::consumeError(word.takeError());
  if (auto words = dockerfile::processWords(text, lookUp); !words)
    llvm::consumeError(words.takeError());
  return 0;
}

//===- FuzzDockerfile.cpp - Lexer, parser, printing of messages -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Frontend/Dockerfile/Parser.h"
#include "llvm/Support/raw_ostream.h"

using namespace imgc;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  DiagnosticEngine diagnostics;
  dockerfile::parseDockerfile(text, "Dockerfile", diagnostics);
  llvm::raw_null_ostream os;
  renderDiagnostics(os, diagnostics);
  return 0;
}

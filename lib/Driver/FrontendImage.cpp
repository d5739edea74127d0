//===- FrontendImage.cpp - The front end that a file asks for -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FrontendImage.h"

#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Support/GoText.h"
#include "imgc/Support/Reference.h"

namespace imgc::driver {

static bool isOfficial(llvm::StringRef image) {
  if (image == "dockerfile.v0")
    return true;
  llvm::Expected<Reference> reference = Reference::parseNormalized(image);
  if (!reference) {
    llvm::consumeError(reference.takeError());
    return false;
  }
  std::string name = reference->familiarName();
  return name == "docker/dockerfile" || name == "docker/dockerfile-upstream";
}

bool checkFrontendImage(const BuildFlags &flags, llvm::StringRef text, llvm::StringRef filename,
                        DiagnosticEngine &diagnostics) {
  std::string image;
  uint32_t line = 0;
  bool given = false;
  for (const auto &[name, value] : flags.buildArgs)
    if (name == "BUILDKIT_SYNTAX") {
      image = gotext::trimSpace(value).split(' ').first.str();
      given = true;
    }
  if (!given) {
    std::optional<dockerfile::SyntaxDirective> directive = dockerfile::detectSyntax(text);
    if (!directive)
      return true;
    image = directive->reference;
    line = directive->line;
  }
  if (isOfficial(image))
    return true;
  SourceRange range;
  if (line) {
    const SourceFile &file = diagnostics.getSources().add(filename, text);
    range = file.getLineRange(line, line);
  }
  diagnostics
      .report(DiagId::OtherFrontend, range,
              "front end " + gotext::quote(image) + " is not the official one")
      .note("imgc is the front end of docker/dockerfile; it runs no other");
  return false;
}

} // namespace imgc::driver

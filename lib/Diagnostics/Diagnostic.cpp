//===- Diagnostic.cpp - Errors, warnings and notes about sources ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/Diagnostic.h"

#include "llvm/ADT/STLExtras.h"

using namespace imgc;
using namespace llvm;

StringRef imgc::getDiagName(DiagId id) {
  switch (id) {
#define DIAG(id, severity, name)                                                                   \
  case DiagId::id:                                                                                 \
    return name;
#include "imgc/Diagnostics/Diagnostics.def"
  }
  llvm_unreachable("covered switch");
}

Severity imgc::getDefaultSeverity(DiagId id) {
  switch (id) {
#define DIAG(id, severity, name)                                                                   \
  case DiagId::id:                                                                                 \
    return Severity::severity;
#include "imgc/Diagnostics/Diagnostics.def"
  }
  llvm_unreachable("covered switch");
}

std::string Diagnostic::getFullMessage() const {
  return suggestion.empty() ? message : message + " (did you mean " + suggestion + "?)";
}

std::string Diagnostic::getPeerMessage() const {
  return context.empty() ? getFullMessage() : context + ": " + getFullMessage();
}

Diagnostic &Diagnostic::note(const Twine &message, SourceRange range) {
  notes.push_back({message.str(), range});
  return *this;
}

Diagnostic &Diagnostic::fixIt(SourceRange range, const Twine &replacement) {
  fixIts.push_back({range, replacement.str()});
  return *this;
}

Diagnostic &DiagnosticEngine::report(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::Error && ++numErrors > maxErrors) {
    ++numDropped;
    dropped = std::move(diagnostic);
    return *dropped;
  }
  diagnostics.push_back(std::move(diagnostic));
  return diagnostics.back();
}

Diagnostic &DiagnosticEngine::report(DiagId id, SourceRange range, const Twine &message) {
  return report(Diagnostic(id, message.str(), range));
}

const Diagnostic *DiagnosticEngine::getFirstError() const {
  auto it = find_if(diagnostics, [](const Diagnostic &diagnostic) {
    return diagnostic.severity == Severity::Error;
  });
  return it == diagnostics.end() ? nullptr : &*it;
}

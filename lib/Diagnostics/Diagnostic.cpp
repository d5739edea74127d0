//===- Diagnostic.cpp - Errors, warnings and notes about sources ----------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Diagnostics/Diagnostic.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

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

std::string Diagnostic::getPlainMessage() const {
  const std::string &text = plain.empty() ? message : plain;
  return getNearest().empty() ? text : text + " (did you mean " + getNearest() + "?)";
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

void Diagnostic::explain(const Explanation &explanation, const SourceManager &sources) {
  if (!explanation.message.empty())
    plain = explanation.message;
  for (const std::string &text : explanation.notes)
    note(text);
  const SourceFile *file = range.isValid() ? sources.get(range.file) : nullptr;
  if (!file || explanation.marks.empty())
    return;
  SourceRange found = findText(*file, file->getLineRange(firstLine, lastLine), explanation.marks);
  if (found.isValid())
    range = found;
}

/// Whether `text` stands at `at` without letters that would make it part of a word.
static bool isWord(StringRef whole, size_t at, size_t size) {
  auto joins = [](char c) { return isAlnum(c) || c == '_' || c == '-'; };
  bool before = at && joins(whole[at]) && joins(whole[at - 1]);
  size_t end = at + size;
  bool after = size && end < whole.size() && joins(whole[end - 1]) && joins(whole[end]);
  return !before && !after;
}

SourceRange imgc::findText(const SourceFile &file, SourceRange within,
                           ArrayRef<std::string> texts) {
  StringRef whole = file.getText().slice(within.begin.offset, within.end.offset);
  StringRef trimmed = whole.ltrim();
  size_t keyword = whole.size() - trimmed.size() + trimmed.find_first_of(" \t\n");
  for (size_t from : {std::min(keyword, whole.size()), size_t(0)})
    for (const std::string &text : texts) {
      if (text.empty())
        continue;
      size_t any = whole.find(text, from), at = any;
      while (at != StringRef::npos && !isWord(whole, at, text.size()))
        at = whole.find(text, at + 1);
      at = at == StringRef::npos ? any : at;
      if (at == StringRef::npos)
        continue;
      size_t end = at + text.size();
      if (StringRef(text).ends_with("="))
        end = std::min(whole.find_first_of(", \t\r\n", end), whole.size());
      else if (StringRef(text).starts_with("--") && whole.drop_front(end).starts_with("="))
        end = std::min(whole.find_first_of(" \t\r\n", end), whole.size());
      return file.getRange(within.begin.offset + at, within.begin.offset + end);
    }
  return {};
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

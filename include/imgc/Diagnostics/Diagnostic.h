//===- Diagnostic.h - Errors, warnings and notes about sources --*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIAGNOSTICS_DIAGNOSTIC_H
#define IMGC_DIAGNOSTICS_DIAGNOSTIC_H

#include "imgc/Diagnostics/SourceRange.h"
#include "imgc/Support/Explanation.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc {

enum class Severity { Note, Warning, Error };

/// The rows of Diagnostics.def.
enum class DiagId {
#define DIAG(id, severity, name) id,
#include "imgc/Diagnostics/Diagnostics.def"
};

/// The stable name of `id` (`unknown-instruction`).
llvm::StringRef getDiagName(DiagId id);
Severity getDefaultSeverity(DiagId id);

/// Something that helps to understand a diagnostic; the range may be invalid.
struct DiagnosticNote {
  std::string message;
  SourceRange range;
};

/// A textual edit that would remove the problem.
struct FixIt {
  SourceRange range;
  std::string replacement;
};

struct Diagnostic {
  DiagId id;
  Severity severity;
  /// BuildKit's words where BuildKit refuses the same.
  std::string message;
  /// What people read in its place; empty for the message.
  std::string plain;
  /// What the caret and its tildes mark; may be narrower than `lines`.
  SourceRange range;
  /// What the peer puts before the message ("dockerfile parse error on line 3");
  /// empty when it puts nothing.
  std::string context;
  /// The whole lines that the peer's location of the error covers; 0 for none.
  uint32_t firstLine = 0;
  uint32_t lastLine = 0;
  /// First and last line of each further place that the peer names: the other
  /// instructions of a cycle.
  std::vector<std::pair<uint32_t, uint32_t>> furtherLines;
  /// What BuildKit says that was meant, without decoration; may be empty.
  std::string suggestion;
  /// What people read in its place, empty for nothing.
  std::optional<std::string> nearest;
  std::vector<DiagnosticNote> notes;
  std::vector<FixIt> fixIts;

  Diagnostic(DiagId id, std::string message, SourceRange range = {})
      : id(id), severity(getDefaultSeverity(id)), message(std::move(message)), range(range) {
    firstLine = range.begin.line;
    lastLine = range.end.line;
  }

  /// `message (did you mean suggestion?)`, as the peer ends a message.
  std::string getFullMessage() const;
  const std::string &getNearest() const { return nearest ? *nearest : suggestion; }
  /// What people read: `plain` or `message`, and the nearest word.
  std::string getPlainMessage() const;
  /// The first line of the peer's refusal: `context: message (did you mean …?)`.
  std::string getPeerMessage() const;

  Diagnostic &note(const llvm::Twine &message, SourceRange range = {});
  Diagnostic &fixIt(SourceRange range, const llvm::Twine &replacement);
  /// Takes over message and notes, and marks what `explanation` names within
  /// the lines of this diagnostic.
  void explain(const Explanation &explanation, const SourceManager &sources);
};

/// Where the first of `texts` that is found stands in `within`: as a word of its
/// own if it does, and not in the instruction's keyword. A flag or a key is taken
/// with its value. Invalid when none is there.
SourceRange findText(const SourceFile &file, SourceRange within, llvm::ArrayRef<std::string> texts);

/// Collects the diagnostics of one run, in the order in which they were found,
/// and owns the sources they point into. The first error is the one at which
/// BuildKit stops.
class DiagnosticEngine {
public:
  SourceManager &getSources() { return sources; }
  const SourceManager &getSources() const { return sources; }

  /// Adds a diagnostic. The reference is valid until the next report. After
  /// `maxErrors` errors further ones are counted, not kept.
  Diagnostic &report(Diagnostic diagnostic);
  Diagnostic &report(DiagId id, SourceRange range, const llvm::Twine &message);

  llvm::ArrayRef<Diagnostic> getDiagnostics() const { return diagnostics; }
  /// The first error, or nullptr.
  const Diagnostic *getFirstError() const;
  unsigned getNumErrors() const { return numErrors; }
  unsigned getNumDropped() const { return numDropped; }
  bool hasErrors() const { return numErrors != 0; }

  unsigned maxErrors = 100;

private:
  SourceManager sources;
  std::vector<Diagnostic> diagnostics;
  std::optional<Diagnostic> dropped;
  unsigned numErrors = 0;
  unsigned numDropped = 0;
};

struct RenderOptions {
  bool color = false;
  /// Spaces per tab in quoted lines.
  unsigned tabWidth = 8;
  /// Longer source lines are cut around the caret.
  unsigned maxColumns = 160;
};

/// Prints one diagnostic in clang's form: `file:line:col: error: …`, the source
/// line, a caret with tildes, the suggestion, notes. Control characters of the
/// source are shown escaped.
void renderDiagnostic(llvm::raw_ostream &os, const Diagnostic &diagnostic,
                      const SourceManager &sources, const RenderOptions &options = {});
/// All of them, then `N errors generated` when there is more than one.
void renderDiagnostics(llvm::raw_ostream &os, const DiagnosticEngine &engine,
                       const RenderOptions &options = {});
/// One JSON object per diagnostic: id, severity, message, file, range, lines,
/// suggestion, notes, fixIts.
llvm::json::Value toJSON(const Diagnostic &diagnostic, const SourceManager &sources);
llvm::json::Value toJSON(const DiagnosticEngine &engine);

/// The nearest of `options` to `word` at an edit distance below 3, the first of
/// equals; empty when there is none or when `word` is one of them. Without
/// `caseSensitive` the answer follows the case of `word` (BuildKit's suggest).
std::string findSuggestion(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> options,
                           bool caseSensitive);
/// The same for people: two swapped neighbours are one mistake, so that RNU is
/// RUN and not ENV, and a word of three letters has one mistake at most.
std::string findNearest(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> options,
                        bool caseSensitive);
/// ` (did you mean x?)` with findNearest(), or nothing.
std::string describeNearest(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> options);

/// `'a', 'b' and 'c'`; at most `limit` of them, then how many more there are.
std::string quoteList(llvm::ArrayRef<llvm::StringRef> names, size_t limit = 20);

} // namespace imgc

#endif // IMGC_DIAGNOSTICS_DIAGNOSTIC_H

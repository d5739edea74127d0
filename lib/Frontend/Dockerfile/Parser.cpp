//===- Parser.cpp - Dockerfile text to syntax tree ------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/Parser.h"

#include "Explanations.h"
#include "InstructionBuilder.h"
#include "InstructionReader.h"

#include "imgc/Frontend/Dockerfile/Lint.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

namespace {
/// The second pass: types the instructions and sorts them into stages.
class TreeBuilder {
public:
  TreeBuilder(DiagnosticEngine &diagnostics, Dockerfile &tree)
      : diagnostics(diagnostics), tree(tree) {}

  void add(RawInstruction raw);

private:
  void report(const Instruction &instruction, const InstructionError &error);
  void addFixIt(Diagnostic &diagnostic, const Instruction &instruction, DiagId id);
  void addGuesses(Diagnostic &diagnostic, const Instruction &instruction);
  void place(Instruction *instruction);

  DiagnosticEngine &diagnostics;
  Dockerfile &tree;
  /// Set once a FROM is seen, even a refused one, whose instructions belong to
  /// no stage but are not out of place either.
  bool hasStage = false;
  bool inRefusedStage = false;
  bool reportedNoStage = false;
  /// Notes of unknown instructions.
  StringSet<> saidNotes;
  /// The text is no Dockerfile at all; one error says so.
  bool isOther = false;
};
} // namespace

/// Where the caret of an error goes when nothing narrower is known.
static SourceRange bestRange(const Instruction &instruction, const InstructionError &error) {
  return error.range.isValid() ? error.range : instruction.keywordRange;
}

void TreeBuilder::report(const Instruction &instruction, const InstructionError &error) {
  Diagnostic &diagnostic =
      diagnostics.report(error.id, bestRange(instruction, error), error.message);
  diagnostic.suggestion = error.suggestion;
  diagnostic.nearest = error.nearest;
  diagnostic.context = "dockerfile parse error on line " + std::to_string(instruction.lines.first);
  diagnostic.firstLine = instruction.lines.first;
  diagnostic.lastLine = instruction.lines.last;
  // A flag's own range says more than a search for its text.
  SourceRange known = error.range;
  Explanation explanation = error.explanation;
  if (!explanation.marks.empty() && known.isValid()) {
    const SourceFile *file = diagnostics.getSources().get(known.file);
    SourceRange narrow = file ? findText(*file, known, explanation.marks) : SourceRange();
    diagnostic.range = narrow.isValid() ? narrow : known;
    explanation.marks.clear();
  }
  // Where one line is no Dockerfile, the next ones rarely are.
  if (error.id == DiagId::UnknownInstruction)
    llvm::erase_if(explanation.notes,
                   [&](const std::string &note) { return !saidNotes.insert(note).second; });
  diagnostic.explain(explanation, diagnostics.getSources());
  for (const DiagnosticNote &place : error.places)
    diagnostic.note(place.message, place.range);
  if (error.id == DiagId::UnknownInstruction)
    addGuesses(diagnostic, instruction);
  if (!diagnostic.getNearest().empty())
    addFixIt(diagnostic, instruction, error.id);
}

/// The list of instructions helps who knows none of them, and once.
void TreeBuilder::addGuesses(Diagnostic &diagnostic, const Instruction &instruction) {
  const SourceFile *file = diagnostics.getSources().get(tree.file);
  const Instruction *previous =
      tree.instructions.empty() ? nullptr : tree.instructions.back().get();
  if (file && addGuess(diagnostic, *file, previous, instruction, tree.escape))
    return;
  StringRef keyword = instruction.keyword;
  if (!previous && keyword.starts_with("<")) {
    diagnostic.note("this looks like HTML or XML, not like a Dockerfile");
    isOther = true;
    return;
  }
  if (diagnostic.getNearest().empty() && saidNotes.insert(listInstructions()).second)
    diagnostic.note(listInstructions());
}

void TreeBuilder::addFixIt(Diagnostic &diagnostic, const Instruction &instruction, DiagId id) {
  std::string replacement = diagnostic.getNearest();
  if (id == DiagId::UnknownInstruction) {
    diagnostic.fixIt(instruction.keywordRange, replacement);
  } else if (id == DiagId::BadFlag) {
    // The dashes stay.
    SourceRange name = diagnostic.range;
    StringRef text = diagnostics.getSources().getText(name);
    const SourceFile *file = diagnostics.getSources().get(name.file);
    if (file && text.starts_with("--"))
      diagnostic.fixIt(
          file->getRange(name.begin.offset + 2, name.begin.offset + text.split('=').first.size()),
          replacement);
  }
}

void TreeBuilder::place(Instruction *instruction) {
  if (auto *from = dyn_cast<FromInstruction>(instruction)) {
    tree.stages.push_back({from, {}});
    hasStage = true;
    inRefusedStage = false;
    return;
  }
  if (auto *arg = dyn_cast<ArgInstruction>(instruction); arg && !hasStage) {
    tree.globalArgs.push_back(arg);
    return;
  }
  if (hasStage) {
    if (!inRefusedStage)
      tree.stages.back().instructions.push_back(instruction);
    return;
  }
  if (reportedNoStage)
    return;
  reportedNoStage = true;
  Diagnostic &diagnostic = diagnostics.report(DiagId::NoCurrentStage, instruction->keywordRange,
                                              "no build stage in current context");
  diagnostic.explain(explainNoStage(getKeyword(instruction->getKind())), diagnostics.getSources());
  diagnostic.firstLine = instruction->lines.first;
  diagnostic.lastLine = instruction->lines.last;
}

void TreeBuilder::add(RawInstruction raw) {
  std::unique_ptr<Instruction> typed;
  if (!raw.refused) {
    InstructionError error;
    typed = buildInstruction(*raw.common, error);
    if (!typed && !isOther) {
      report(*raw.common, error);
      for (const InstructionError &next : error.further)
        report(*raw.common, next);
    }
  }
  if (typed) {
    place(typed.get());
    tree.instructions.push_back(std::move(typed));
    return;
  }
  if (getInstructionKind(raw.common->keyword) == InstructionKind::From)
    hasStage = inRefusedStage = true;
  tree.instructions.push_back(std::move(raw.common));
}

/// The peer looks at `# check=` before it parses, and names no line.
static void checkCheckDirective(const SourceFile &file, DiagnosticEngine &diagnostics) {
  std::optional<std::string> value = readDirective("check", file.getText());
  if (!value)
    return;
  SourceRange range;
  for (uint32_t line = 1; line <= file.getNumLines(); ++line)
    if (StringRef text = file.getLine(line); text.contains_insensitive("check")) {
      range = file.getLineRange(line, line);
      break;
    }
  Expected<CheckOptions> options = parseCheckOptions(*value);
  if (options)
    return reportUnknownChecks(*options, range, diagnostics);
  ExplainedParts parts = takeExplained(options.takeError());
  Diagnostic &diagnostic = diagnostics.report(DiagId::BadCheckDirective, range, parts.message);
  diagnostic.explain(parts.explanation, diagnostics.getSources());
  diagnostic.context = "failed to parse check options";
  diagnostic.firstLine = diagnostic.lastLine = 0;
}

/// Reports what makes a text not worth reading.
static bool checkText(const SourceFile &file, StringRef text, DiagnosticEngine &diagnostics) {
  SourceRange start = file.getRange(0, 0);
  if (text.size() > maxFileSize) {
    diagnostics.report(DiagId::FileTooLarge, start,
                       "the Dockerfile is larger than " + Twine(maxFileSize >> 20) + " MiB");
    return false;
  }
  if (text.empty()) {
    Diagnostic &diagnostic =
        diagnostics.report(DiagId::EmptyFile, start, "the Dockerfile cannot be empty");
    diagnostic.plain = "the Dockerfile is empty";
    diagnostic.note("a Dockerfile begins with FROM IMAGE or FROM scratch");
    diagnostic.firstLine = diagnostic.lastLine = 0;
    return false;
  }
  return true;
}

std::unique_ptr<Dockerfile> dockerfile::parseDockerfile(StringRef text, StringRef filename,
                                                        DiagnosticEngine &diagnostics,
                                                        const ParseOptions &options) {
  auto tree = std::make_unique<Dockerfile>();
  // A text that is too large is not copied.
  const SourceFile &file =
      diagnostics.getSources().add(filename, text.size() > maxFileSize ? "" : text);
  tree->file = file.getId();
  if (!checkText(file, text, diagnostics))
    return tree;
  unsigned errorsBefore = diagnostics.getNumErrors();
  if (!options.ignoreCheckDirective)
    checkCheckDirective(file, diagnostics);
  TreeBuilder builder(diagnostics, *tree);
  for (RawInstruction &raw : readInstructions(file, diagnostics, *tree))
    builder.add(std::move(raw));
  if (tree->stages.empty() && diagnostics.getNumErrors() == errorsBefore) {
    size_t end = file.getText().rtrim().size();
    Diagnostic &diagnostic = diagnostics.report(DiagId::NoStages, file.getRange(end, end),
                                                "dockerfile contains no stages to build");
    diagnostic.plain = "the Dockerfile has no stage to build";
    diagnostic.note("add FROM IMAGE or FROM scratch");
    diagnostic.firstLine = diagnostic.lastLine = 0;
  }
  return tree;
}

std::unique_ptr<Instruction> dockerfile::parseOnbuildTrigger(StringRef text,
                                                             DiagnosticEngine &diagnostics) {
  const SourceFile &file =
      diagnostics.getSources().add("ONBUILD trigger", text.size() > maxFileSize ? "" : text);
  if (text.size() > maxFileSize) {
    diagnostics.report(DiagId::FileTooLarge, file.getRange(0, 0),
                       "the ONBUILD trigger is too large");
    return nullptr;
  }
  Dockerfile tree;
  unsigned errorsBefore = diagnostics.getNumErrors();
  std::vector<RawInstruction> instructions = readInstructions(file, diagnostics, tree);
  if (diagnostics.getNumErrors() != errorsBefore)
    return nullptr;
  if (instructions.size() != 1) {
    diagnostics.report(DiagId::BadTrigger, instructions[1].common->keywordRange,
                       "onbuild trigger should be a single expression");
    return nullptr;
  }
  Instruction &common = *instructions[0].common;
  InstructionError error;
  std::unique_ptr<Instruction> typed = buildInstruction(common, error);
  if (typed && !isa<FromInstruction>(typed))
    return typed;
  const Instruction &refused = typed ? *typed : common;
  if (typed)
    error = {DiagId::BadTrigger, "*instructions.Stage is not a command type", {}, {}};
  Diagnostic &diagnostic = diagnostics.report(error.id, bestRange(refused, error), error.message);
  diagnostic.suggestion = error.suggestion;
  diagnostic.nearest = error.nearest;
  diagnostic.explain({error.explanation.message, {}, {}}, diagnostics.getSources());
  return nullptr;
}

//===- InstructionReader.cpp - Physical lines to instructions -------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "InstructionReader.h"

#include "Directives.h"
#include "Explanations.h"
#include "Heredoc.h"
#include "LineParsers.h"

#include "imgc/Frontend/Dockerfile/Parser.h"
#include "imgc/Support/Error.h"
#include "imgc/Support/Explanation.h"
#include "imgc/Support/GoText.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

namespace {
/// A physical line with its terminator.
struct PhysicalLine {
  StringRef text;
  size_t offset = 0;
};

/// Hands out lines until the end, or until one is too long.
class LineScanner {
public:
  explicit LineScanner(StringRef text) : text(text) {}

  bool next(PhysicalLine &line) {
    StringRef rest = text.drop_front(position);
    if (rest.empty() || tooLong)
      return false;
    size_t end = rest.take_front(maxLineSize + 1).find('\n');
    if (end == StringRef::npos && rest.size() > maxLineSize) {
      tooLong = true;
      return false;
    }
    line = {rest.take_front(end == StringRef::npos ? end : end + 1), position};
    position += line.text.size();
    ++number;
    return true;
  }
  /// Of the line handed out last.
  uint32_t getNumber() const { return number; }
  bool isTooLong() const { return tooLong; }

private:
  StringRef text;
  size_t position = 0;
  uint32_t number = 0;
  bool tooLong = false;
};

class InstructionReader {
public:
  InstructionReader(const SourceFile &file, DiagnosticEngine &diagnostics, Dockerfile &tree)
      : file(file), diagnostics(diagnostics), tree(tree), scanner(file.getText()) {}

  std::vector<RawInstruction> run();

private:
  void readTopLine(PhysicalLine line);
  void readDirective(StringRef token, size_t offset);
  void explainDirective(Diagnostic &diagnostic, const DirectiveReader::Result &directive);
  bool addPiece(Instruction &instruction, StringRef text, size_t offset);
  void readContinuation(Instruction &instruction);
  void finish(std::unique_ptr<InvalidInstruction> instruction, uint32_t firstLine);
  void readHeredocs(RawInstruction &raw);
  bool readBody(Heredoc &heredoc);
  Diagnostic &refuse(RawInstruction &raw, DiagId id, const Twine &message);

  const SourceFile &file;
  DiagnosticEngine &diagnostics;
  Dockerfile &tree;
  LineScanner scanner;
  DirectiveReader directives;
  std::vector<std::string> comments;
  std::vector<RawInstruction> instructions;
};
} // namespace

static StringRef trimNewline(StringRef line) { return line.rtrim("\r\n"); }
static bool isComment(StringRef line) { return gotext::trimLeftSpace(line).starts_with("#"); }

Diagnostic &InstructionReader::refuse(RawInstruction &raw, DiagId id, const Twine &message) {
  const Instruction &instruction = *raw.common;
  Diagnostic &diagnostic = diagnostics.report(id, instruction.keywordRange, message);
  diagnostic.firstLine = instruction.lines.first;
  diagnostic.lastLine = instruction.lines.last;
  raw.refused = true;
  return diagnostic;
}

void InstructionReader::explainDirective(Diagnostic &diagnostic,
                                         const DirectiveReader::Result &directive) {
  if (directive.duplicate) {
    diagnostic.plain = "the directive '" + directive.name + "' may be given once only";
    for (const Directive &first : tree.directives)
      if (first.name == directive.name)
        diagnostic.note("it is given here already", first.range);
    return;
  }
  diagnostic.plain = "'" + directive.value + "' cannot be the escape character";
  diagnostic.note("expected \\ or `");
  SourceRange value = findText(file, diagnostic.range, {directive.value});
  if (value.isValid())
    diagnostic.range = value;
}

/// The peer reports a bad directive one line too early.
void InstructionReader::readDirective(StringRef token, size_t offset) {
  std::optional<DirectiveReader::Result> directive = directives.readLine(token);
  if (!directive)
    return;
  comments.pop_back();
  tree.comments.pop_back();
  SourceRange range = file.getRange(offset, offset + token.size());
  std::string problem;
  if (directive->duplicate)
    problem = "only one " + directive->name + " parser directive can be used";
  else if (directive->name == "escape" && directive->value != "\\" && directive->value != "`")
    problem = "invalid escape token '" + directive->value + "' does not match ` or \\";
  if (!problem.empty()) {
    Diagnostic &diagnostic = diagnostics.report(DiagId::BadDirective, range, problem);
    diagnostic.firstLine = diagnostic.lastLine = scanner.getNumber() - 1;
    explainDirective(diagnostic, *directive);
    return;
  }
  if (directive->name == "escape")
    tree.escape = directive->value[0];
  tree.directives.push_back({directive->name, directive->value, range});
}

/// Appends a physical line's text without its continuation character. Returns
/// whether the instruction ends here.
bool InstructionReader::addPiece(Instruction &instruction, StringRef text, size_t offset) {
  StringRef trimmed = text.rtrim(" \t");
  bool continues = trimmed.ends_with(StringRef(&tree.escape, 1));
  if (continues) {
    trimmed = trimmed.drop_back();
    // An escaped escape does not continue, however many there are.
    continues = !trimmed.ends_with(StringRef(&tree.escape, 1));
  }
  if (continues)
    text = trimmed;
  if (!text.empty()) {
    instruction.segments.push_back({static_cast<uint32_t>(instruction.original.size()),
                                    static_cast<uint32_t>(offset),
                                    static_cast<uint32_t>(text.size())});
    instruction.original += text;
  }
  return !continues;
}

void InstructionReader::readContinuation(Instruction &instruction) {
  PhysicalLine line;
  bool hasEmptyLine = false;
  while (scanner.next(line)) {
    StringRef text = trimNewline(line.text);
    if (isComment(text)) {
      tree.comments.push_back(file.getRange(line.offset, line.offset + text.size()));
      continue;
    }
    if (gotext::trimLeftSpace(text).empty()) {
      hasEmptyLine = true;
      continue;
    }
    if (addPiece(instruction, text, line.offset))
      break;
  }
  if (hasEmptyLine)
    instruction.emptyContinuationLine = scanner.getNumber();
}

/// Reads up to the terminator; false when there is none.
bool InstructionReader::readBody(Heredoc &heredoc) {
  PhysicalLine line;
  size_t begin = 0;
  bool first = true;
  while (scanner.next(line)) {
    if (first)
      begin = line.offset;
    first = false;
    StringRef candidate = trimNewline(line.text);
    if (heredoc.chomp)
      candidate = candidate.ltrim('\t');
    if (candidate == heredoc.name) {
      heredoc.bodyRange = file.getRange(begin, line.offset);
      heredoc.terminatorRange =
          file.getRange(line.offset, line.offset + trimNewline(line.text).size());
      return true;
    }
    heredoc.content += line.text;
  }
  return false;
}

void InstructionReader::readHeredocs(RawInstruction &raw) {
  Instruction &instruction = *raw.common;
  Expected<std::vector<Heredoc>> heredocs = findHeredocs(instruction.original);
  if (!heredocs) {
    ExplainedParts parts = takeExplained(heredocs.takeError());
    refuse(raw, DiagId::BadHeredoc, parts.message)
        .explain(parts.explanation, diagnostics.getSources());
    return;
  }
  for (Heredoc &heredoc : *heredocs) {
    uint32_t firstBodyLine = scanner.getNumber() + 1;
    bool terminated = readBody(heredoc);
    instruction.lines.last = scanner.getNumber();
    if (!terminated) {
      Diagnostic &diagnostic = refuse(raw, DiagId::UnterminatedHeredoc, "unterminated heredoc");
      diagnostic.explain({"the here-document '" + heredoc.name + "' has no end",
                          {(heredoc.chomp ? "<<-" : "<<") + heredoc.name,
                           (heredoc.chomp ? "<<-\"" : "<<\"") + heredoc.name + "\"",
                           (heredoc.chomp ? "<<-'" : "<<'") + heredoc.name + "'", "<<"},
                          {}},
                         diagnostics.getSources());
      addHeredocNotes(diagnostic, heredoc, file, firstBodyLine);
      return;
    }
    instruction.heredocs.push_back(std::move(heredoc));
  }
}

void InstructionReader::finish(std::unique_ptr<InvalidInstruction> instruction,
                               uint32_t firstLine) {
  instruction->lines = {firstLine, scanner.getNumber()};
  instruction->comments = std::move(comments);
  comments.clear();
  ParsedLine parsed;
  std::optional<LineError> error = parseLine(instruction->original, tree.escape, parsed);
  instruction->keyword = parsed.keyword;
  instruction->keywordRange =
      instruction->mapRange(file, parsed.keywordBegin, parsed.keywordBegin + parsed.keyword.size());
  for (LineFlag &flag : parsed.flags) {
    auto [name, value] = StringRef(flag.text).split('=');
    instruction->flags.push_back({flag.text, name.drop_front(2).str(), value.str(),
                                  StringRef(flag.text).contains('='),
                                  instruction->mapRange(file, flag.begin, flag.end)});
  }
  instruction->args = std::move(parsed.args);
  instruction->isJson = parsed.isJson;
  RawInstruction raw{std::move(instruction)};
  if (error)
    refuse(raw, error->id, error->message).explain(error->explanation, diagnostics.getSources());
  else if (parsed.takesHeredocs && StringRef(raw.common->original).contains("<<"))
    readHeredocs(raw);
  size_t begin = raw.common->keywordRange.begin.offset;
  raw.common->range =
      file.getRange(begin, file.getLineRange(firstLine, raw.common->lines.last).end.offset);
  instructions.push_back(std::move(raw));
}

/// Takes a line that begins something.
void InstructionReader::readTopLine(PhysicalLine line) {
  uint32_t number = scanner.getNumber();
  if (number == 1 && line.text.consume_front("\xEF\xBB\xBF"))
    line.offset += 3;
  StringRef token = gotext::trimLeftSpace(trimNewline(line.text));
  size_t offset = line.offset + (token.begin() - line.text.begin());
  if (token.starts_with("#")) {
    // The peer cuts the line's first byte, not the mark of an indented comment.
    StringRef comment = gotext::trimSpace(line.text.drop_front());
    if (comment.empty())
      comments.clear();
    else
      comments.push_back(comment.str());
    tree.comments.push_back(file.getRange(offset, offset + token.size()));
    return readDirective(token, offset);
  }
  directives.readLine(token);
  if (token.empty())
    return;
  auto instruction = std::make_unique<InvalidInstruction>();
  instruction->range = file.getRange(offset, offset + token.size());
  if (!addPiece(*instruction, token, offset))
    readContinuation(*instruction);
  finish(std::move(instruction), number);
}

std::vector<RawInstruction> InstructionReader::run() {
  PhysicalLine line;
  while (scanner.next(line))
    readTopLine(line);
  uint32_t last = scanner.getNumber();
  if (instructions.empty()) {
    // Behind the last character: what stands after a newline is no line.
    size_t end = file.getText().rtrim("\r\n").size();
    Diagnostic &diagnostic = diagnostics.report(DiagId::NoInstructions, file.getRange(end, end),
                                                "file with no instructions");
    diagnostic.plain = "the file has no instructions";
    diagnostic.note("a Dockerfile begins with FROM IMAGE or FROM scratch");
    diagnostic.firstLine = diagnostic.lastLine = last;
  } else if (scanner.isTooLong()) {
    Diagnostic &diagnostic = diagnostics.report(
        DiagId::LineTooLong, file.getLineRange(last + 1, last + 1),
        "dockerfile line greater than max allowed size of " + Twine(maxLineSize));
    diagnostic.firstLine = diagnostic.lastLine = last;
    diagnostic.plain = "this line is longer than " + std::to_string(maxLineSize) + " bytes";
    diagnostic.note("continue it on further lines, or COPY the text from a file");
  }
  return std::move(instructions);
}

std::vector<RawInstruction> dockerfile::readInstructions(const SourceFile &file,
                                                         DiagnosticEngine &diagnostics,
                                                         Dockerfile &tree) {
  return InstructionReader(file, diagnostics, tree).run();
}

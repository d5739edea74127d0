//===- Explanations.cpp - What people are told about a refusal ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Explanations.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

static std::string quoted(StringRef text) { return ("'" + text + "'").str(); }

static StringRef getUsage(InstructionKind kind) {
  switch (kind) {
  case InstructionKind::Add:
    return "ADD [FLAGS] SOURCE... DESTINATION";
  case InstructionKind::Arg:
    return "ARG NAME[=DEFAULT]...";
  case InstructionKind::Cmd:
    return "CMD [\"PROGRAM\", \"ARGUMENT\"...]";
  case InstructionKind::Copy:
    return "COPY [FLAGS] SOURCE... DESTINATION";
  case InstructionKind::Entrypoint:
    return "ENTRYPOINT [\"PROGRAM\", \"ARGUMENT\"...]";
  case InstructionKind::Env:
    return "ENV NAME=VALUE...";
  case InstructionKind::Expose:
    return "EXPOSE PORT[/PROTOCOL]...";
  case InstructionKind::From:
    return "FROM [--platform=PLATFORM] IMAGE [AS NAME]";
  case InstructionKind::Healthcheck:
    return "HEALTHCHECK [FLAGS] CMD COMMAND, or HEALTHCHECK NONE";
  case InstructionKind::Label:
    return "LABEL NAME=VALUE...";
  case InstructionKind::Maintainer:
    return "MAINTAINER NAME";
  case InstructionKind::Onbuild:
    return "ONBUILD INSTRUCTION";
  case InstructionKind::Run:
    return "RUN [FLAGS] COMMAND";
  case InstructionKind::Shell:
    return "SHELL [\"PROGRAM\", \"ARGUMENT\"...]";
  case InstructionKind::Stopsignal:
    return "STOPSIGNAL SIGNAL";
  case InstructionKind::User:
    return "USER NAME[:GROUP]";
  case InstructionKind::Volume:
    return "VOLUME DIRECTORY...";
  case InstructionKind::Workdir:
    return "WORKDIR DIRECTORY";
  case InstructionKind::Invalid:
    break;
  }
  return "an instruction";
}

std::string dockerfile::describeUsage(InstructionKind kind) {
  return ("expected: " + getUsage(kind)).str();
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

Explanation dockerfile::explainNoArguments(const Instruction &instruction) {
  InstructionKind kind = getInstructionKind(instruction.keyword);
  std::string name = quoted(getKeyword(kind));
  if (instruction.args.empty())
    return {name + " has no arguments", {}, {describeUsage(kind)}};
  return {
      name + " has a source but no destination", {instruction.args.back()}, {describeUsage(kind)}};
}

Explanation dockerfile::explainFromArguments(const Instruction &instruction) {
  ArrayRef<std::string> args = instruction.args;
  std::string usage = describeUsage(InstructionKind::From);
  if (args.empty())
    return {"'FROM' names no image", {}, {usage}};
  if (args.size() == 2 && gotext::toUpper(args[1]) == "AS")
    return {"the name of the stage is missing after " + quoted(args[1]), {args[1]}, {usage}};
  if (args.size() == 3)
    return {"expected 'AS' after the image, but found " + quoted(args[1]), {args[1]}, {usage}};
  size_t extra = args.size() > 3 && gotext::toUpper(args[1]) == "AS" ? 3 : 1;
  return {"'FROM' does not expect " + quoted(args[extra]) + " here", {args[extra]}, {usage}};
}

Explanation dockerfile::explainStageName(StringRef name) {
  return {quoted(name) + " is no name for a stage",
          {name.str()},
          {"expected a letter, then letters, digits, '-', '_' and '.'"}};
}

Explanation dockerfile::explainChoice(StringRef what, StringRef value,
                                      ArrayRef<StringRef> choices) {
  std::string message = ("there is no " + what + " " + quoted(value)).str();
  return {message + describeNearest(value, choices),
          {value.str()},
          {"expected one of " + quoteList(choices)}};
}

//===----------------------------------------------------------------------===//
// Flags
//===----------------------------------------------------------------------===//

/// The instructions that know a flag; empty when none does.
static StringRef findOwners(StringRef flag) {
  return StringSwitch<StringRef>(flag)
      .Case("platform", "FROM")
      .Cases({"from", "parents"}, "COPY")
      .Cases({"checksum", "keep-git-dir", "unpack"}, "ADD")
      .Cases({"chown", "chmod", "link", "exclude"}, "ADD and COPY")
      .Cases({"mount", "network", "security", "device"}, "RUN")
      .Cases({"interval", "timeout", "start-period", "start-interval", "retries"}, "HEALTHCHECK")
      .Default("");
}

Explanation dockerfile::explainFlag(const Flag &flag, ArrayRef<StringRef> known) {
  Explanation result;
  if (StringRef owners = findOwners(flag.name); !owners.empty() && !is_contained(known, flag.name))
    result.notes.push_back("'--" + flag.name + "' is a flag of " + owners.str());
  if (known.empty()) {
    result.notes.push_back("this instruction has no flags");
    return result;
  }
  SmallVector<std::string> names;
  for (StringRef name : known)
    if (name != "device") // refused where it is used
      names.push_back(("--" + name).str());
  llvm::sort(names);
  SmallVector<StringRef> texts(names.begin(), names.end());
  result.notes.push_back("expected one of " + quoteList(texts));
  return result;
}

Explanation dockerfile::explainDuration(StringRef name, StringRef value) {
  return {"'--" + name.str() + "' takes a duration, not " + quoted(value),
          {value.str()},
          {"expected a number with a unit, such as 500ms, 30s or 1m30s, and at least 1ms"}};
}

Explanation dockerfile::explainRetries(StringRef value) {
  return {"'--retries' takes a number that is not negative, not " + quoted(value),
          {value.str()},
          {"expected a number from 0 to 2147483647"}};
}

Explanation dockerfile::explainHealthcheckType(StringRef type) {
  std::string nearest = describeNearest(gotext::toUpper(type), {"CMD", "NONE"});
  return {"expected 'CMD' or 'NONE', but found " + quoted(type) + nearest,
          {type.str(), type.lower()},
          {describeUsage(InstructionKind::Healthcheck)}};
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

Explanation dockerfile::explainTrigger(StringRef trigger) {
  if (trigger == "ONBUILD")
    return {"a trigger cannot set a trigger", {"ONBUILD"}, {"write the inner instruction alone"}};
  return {quoted(trigger) + " cannot be a trigger", {trigger.str(), trigger.lower()}, {}};
}

/// What the first word of a line shows of the whole file; empty if nothing.
static StringRef describeForeign(StringRef keyword) {
  if (keyword.starts_with("\xFF\xFE") || keyword.starts_with("\xFE\xFF"))
    return "the file is in UTF-16; save it in UTF-8";
  for (StringRef marker : {"<<<<<<<", "|||||||", "=======", ">>>>>>>"})
    if (keyword == marker)
      return "git leaves such lines where a merge has conflicts; choose one of the two sides";
  return {};
}

Explanation dockerfile::explainUnknown(StringRef keyword) {
  Explanation result{"there is no instruction " + quoted(keyword), {}, {}};
  if (StringRef foreign = describeForeign(keyword); !foreign.empty())
    result.notes.push_back(foreign.str());
  return result;
}

std::string dockerfile::listInstructions() {
  SmallVector<StringRef> keywords;
  for (unsigned i = 0; i != static_cast<unsigned>(InstructionKind::Invalid); ++i)
    keywords.push_back(getKeyword(static_cast<InstructionKind>(i)));
  return "instructions are " + llvm::join(keywords, ", ");
}

/// Instructions that people write on several lines.
static bool isOftenContinued(InstructionKind kind) {
  return kind != InstructionKind::From && kind != InstructionKind::Maintainer &&
         kind != InstructionKind::Stopsignal && kind != InstructionKind::User &&
         kind != InstructionKind::Workdir && kind != InstructionKind::Invalid;
}

/// Whether `line`, the one before, breaks off.
static bool breaksOff(StringRef line) {
  line = line.rtrim();
  return line.ends_with("&&") || line.ends_with("|") || line.ends_with(";") || line.ends_with(",");
}

/// Whether the line that begins with `word` goes on with `previous`, whose last line is `line`.
static bool looksContinued(const Instruction &previous, StringRef line, StringRef word,
                           bool isNearKeyword) {
  if (breaksOff(line))
    return true;
  if (isNearKeyword)
    return false;
  // Options, operators, assignments.
  if (StringRef("-&|;.$").contains(word.front()) || word.contains('='))
    return true;
  // A command, unless the keywords of this file are in lower case, too.
  return isLower(word.front()) && isUpper(StringRef(previous.keyword).front());
}

/// `<<"EOF`: the quote makes it an ordinary word, and the body instructions.
static bool hasOpenHeredocQuote(StringRef text) {
  size_t at = text.find("<<");
  if (at == StringRef::npos)
    return false;
  StringRef name = text.drop_front(at + 2);
  name.consume_front("-");
  return (name.starts_with("\"") || name.starts_with("'")) &&
         !name.drop_front().contains(name.front());
}

bool dockerfile::addGuess(Diagnostic &diagnostic, const SourceFile &file,
                          const Instruction *previous, const Instruction &unknown, char escape) {
  StringRef word = unknown.keyword;
  if (!describeForeign(word).empty())
    return true;
  if (size_t dashes = word.find("--"); dashes != StringRef::npos && dashes > 0) {
    StringRef keyword = word.take_front(dashes);
    if (getInstructionKind(keyword) != InstructionKind::Invalid) {
      size_t at = unknown.keywordRange.begin.offset + dashes;
      diagnostic.plain = "a blank is missing after " + quoted(keyword);
      diagnostic.range = file.getRange(at, unknown.keywordRange.end.offset);
      diagnostic.nearest = "";
      return true;
    }
  }
  bool follows = previous && !word.empty() && word[0] != '\0' && previous->heredocs.empty() &&
                 previous->lines.last + 1 == unknown.lines.first &&
                 isOftenContinued(getInstructionKind(previous->keyword));
  if (!follows)
    return false;
  if (hasOpenHeredocQuote(previous->original)) {
    diagnostic.note("the instruction before has no here-document: its quote is not closed",
                    previous->keywordRange);
    diagnostic.nearest = "";
    return true;
  }
  StringRef line = file.getLine(previous->lines.last);
  std::string once(1, escape), twice(2, escape);
  if (line.rtrim().ends_with(twice)) {
    size_t end = file.getLineRange(previous->lines.last, previous->lines.last).begin.offset +
                 line.rtrim().size();
    diagnostic.note("this line is not continued: " + quoted(twice) + " is an escaped " +
                        quoted(once) + "; end it with one " + quoted(once),
                    file.getRange(end - 2, end));
    diagnostic.nearest = "";
    return true;
  }
  if (!looksContinued(*previous, line, word, !diagnostic.getNearest().empty()))
    return false;
  diagnostic.note("to continue this instruction, end its line with " + quoted(once),
                  previous->keywordRange);
  diagnostic.nearest = "";
  return true;
}

Explanation dockerfile::explainNoStage(StringRef keyword) {
  return {quoted(keyword) + " stands before the first FROM",
          {},
          {"only ARG may stand there; begin the stage with FROM IMAGE or FROM scratch"}};
}

//===----------------------------------------------------------------------===//
// Heredocs
//===----------------------------------------------------------------------===//

void dockerfile::addHeredocNotes(Diagnostic &diagnostic, const Heredoc &heredoc,
                                 const SourceFile &file, uint32_t firstBodyLine) {
  diagnostic.note("expected a line with nothing but " + quoted(heredoc.name) + " after it");
  constexpr uint32_t maxLines = 100000;
  uint32_t last = std::min(file.getNumLines(), firstBodyLine + maxLines);
  for (uint32_t number = firstBodyLine; number <= last; ++number) {
    StringRef line = file.getLine(number);
    if (!line.trim().equals_insensitive(heredoc.name))
      continue;
    SourceRange place = file.getLineRange(number, number);
    StringRef why = line.trim() != heredoc.name ? "its letters have another case"
                    : line.starts_with("\t") && line.ltrim('\t') == heredoc.name
                        ? "a tab stands before it; '<<-' would drop that"
                        : "there are blanks around it";
    diagnostic.note("this line does not end it: " + why, place);
    return;
  }
}

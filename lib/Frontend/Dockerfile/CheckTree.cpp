//===- CheckTree.cpp - Checks that need nothing but the text --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/Lint.h"

#include "imgc/Support/GoText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

namespace {
class TreeChecker {
public:
  TreeChecker(const Dockerfile &tree, LintCollector &collector)
      : tree(tree), collector(collector) {}

  void checkContinuations();
  /// False when BuildKit refuses the instruction or its place.
  bool checkInstructions(const Diagnostic *firstError);
  void checkStageNames();
  void checkCasing();

private:
  void report(Rule rule, const Instruction &at, const Twine &message, StringRef token = "");
  void checkFrom(const Instruction &from);
  void checkDescription(const Instruction &instruction, StringRef keyword,
                        ArrayRef<StringRef> names);
  void checkCase(const Instruction &instruction, bool lower);

  const Dockerfile &tree;
  LintCollector &collector;
  /// What the comments above the instruction at work make of the rules.
  RuleSet rules;
};
} // namespace

static bool isLower(StringRef text) { return gotext::toLower(text) == text; }
static bool isUpper(StringRef text) { return gotext::toUpper(text) == text; }

void TreeChecker::report(Rule rule, const Instruction &at, const Twine &message, StringRef token) {
  if (rules.contains(rule))
    collector.report({rule, message.str(), at.lines, token.str()});
}

void TreeChecker::checkContinuations() {
  rules = collector.getRules();
  if (rules.contains(Rule::NoEmptyContinuation))
    for (const std::unique_ptr<Instruction> &instruction : tree.instructions)
      if (uint32_t line = instruction->emptyContinuationLine)
        collector.report({Rule::NoEmptyContinuation, "Empty continuation line", {line, line}, ""});
}

/// Runs before the words of FROM are judged.
void TreeChecker::checkFrom(const Instruction &from) {
  if (from.args.size() == 3 && !isLower(from.args[2]))
    report(Rule::StageNameCasing, from, "Stage name '" + from.args[2] + "' should be lowercase",
           from.args[2]);
  if (from.args.size() < 3)
    return;
  StringRef keyword = from.keyword, as = from.args[1];
  bool matches = isLower(keyword) ? isLower(as) : !isUpper(keyword) || isUpper(as);
  if (!matches)
    report(Rule::FromAsCasing, from,
           "'" + as + "' and '" + keyword + "' keywords' casing do not match",
           (" " + as + " ").str());
}

void TreeChecker::checkDescription(const Instruction &instruction, StringRef keyword,
                                   ArrayRef<StringRef> names) {
  if (instruction.comments.empty() || names.empty() ||
      is_contained(names, StringRef(instruction.comments.back()).split(' ').first))
    return;
  StringRef shown = names.size() > 1 ? StringRef("<arg_key>") : names[0];
  report(Rule::InvalidDefinitionDescription, instruction,
         "Comment for " + keyword + " should follow the format: `# " + shown + " <description>`");
}

bool TreeChecker::checkInstructions(const Diagnostic *firstError) {
  for (const std::unique_ptr<Instruction> &pointer : tree.instructions) {
    const Instruction &instruction = *pointer;
    SmallVector<StringRef> comments(instruction.comments.begin(), instruction.comments.end());
    rules = collector.getRules().withComments(comments);
    InstructionKind kind = getInstructionKind(instruction.keyword);
    if (kind == InstructionKind::Maintainer)
      report(Rule::MaintainerDeprecated, instruction,
             "Maintainer instruction is deprecated in favor of using label", instruction.keyword);
    if (kind == InstructionKind::From)
      checkFrom(instruction);
    if (auto *from = dyn_cast<FromInstruction>(&instruction); from && !from->name.empty())
      checkDescription(instruction, "FROM", {StringRef(from->name)});
    if (auto *arg = dyn_cast<ArgInstruction>(&instruction)) {
      SmallVector<StringRef> names;
      for (const ArgDefinition &definition : arg->definitions)
        names.push_back(definition.name);
      checkDescription(instruction, "ARG", names);
    }
    if (firstError && firstError->firstLine == instruction.lines.first)
      return false;
  }
  return !firstError;
}

void TreeChecker::checkStageNames() {
  rules = collector.getRules();
  llvm::StringMap<LineRange> names;
  for (const Stage &stage : tree.stages) {
    StringRef name = stage.from->name;
    if (name.empty())
      continue;
    if (name == "scratch" || name == "context")
      report(Rule::ReservedStageName, *stage.from,
             "Stage name should not use the same name as reserved stage " + gotext::quote(name),
             stage.from->writtenName);
    auto [first, isNew] = names.try_emplace(name, stage.from->lines);
    if (!isNew && rules.contains(Rule::DuplicateStageName))
      collector.report(
          {Rule::DuplicateStageName,
           "Duplicate stage name " + gotext::quote(name) + ", stage names should be unique",
           stage.from->lines, stage.from->writtenName, 0, 0, first->second,
           "the name is given here first"});
  }
}

void TreeChecker::checkCase(const Instruction &instruction, bool lower) {
  StringRef keyword = instruction.keyword;
  if (lower ? isLower(keyword) : isUpper(keyword))
    return;
  report(Rule::ConsistentInstructionCasing, instruction,
         "Command '" + keyword + "' should match the case of the command majority (" +
             (lower ? "lowercase" : "uppercase") + ")",
         keyword);
}

/// Global ARGs neither count nor are judged.
void TreeChecker::checkCasing() {
  size_t lower = 0, upper = 0;
  auto count = [&](const Instruction &instruction) {
    if (isLower(instruction.keyword))
      ++lower;
    else if (isUpper(instruction.keyword))
      ++upper;
  };
  for (const Stage &stage : tree.stages) {
    count(*stage.from);
    for (const Instruction *instruction : stage.instructions)
      count(*instruction);
  }
  rules = collector.getRules();
  for (const Stage &stage : tree.stages) {
    checkCase(*stage.from, lower > upper);
    for (const Instruction *instruction : stage.instructions)
      checkCase(*instruction, lower > upper);
  }
}

void dockerfile::checkTree(const Dockerfile &tree, const Diagnostic *firstError,
                           LintCollector &collector) {
  // What BuildKit refuses before it looks at instructions is not checked.
  bool read = !firstError || firstError->id == DiagId::NoCurrentStage ||
              StringRef(firstError->context).starts_with("dockerfile parse error");
  if (!read && firstError->id != DiagId::NoStages)
    return;
  TreeChecker checker(tree, collector);
  checker.checkContinuations();
  if (!checker.checkInstructions(firstError))
    return;
  checker.checkStageNames();
  checker.checkCasing();
}

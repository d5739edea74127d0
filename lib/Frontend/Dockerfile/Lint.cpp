//===- Lint.cpp - Which checks are wanted, and what they found ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/Lint.h"

#include "Directives.h"

#include "imgc/Support/Error.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace imgc;
using namespace imgc::dockerfile;
using namespace llvm;

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

#define RULE_PAGE "https://docs.docker.com/go/dockerfile/rule/"

static constexpr RuleInfo ruleTable[] = {
#define RULE(name, slug, description, advice)                                                      \
  {#name, description, sizeof(slug) > 1 ? StringLiteral(RULE_PAGE slug "/") : StringLiteral(""),   \
   advice, false},
#define EXPERIMENTAL_RULE(name, slug, description, advice)                                         \
  {#name, description, RULE_PAGE slug "/", advice, true},
#include "imgc/Frontend/Dockerfile/Rules.def"
};
static_assert(std::size(ruleTable) <= 32, "RuleSet keeps a bit for each rule");

const RuleInfo &dockerfile::getRuleInfo(Rule rule) { return ruleTable[static_cast<int>(rule)]; }

std::optional<Rule> dockerfile::findRule(StringRef name) {
  for (size_t index = 0; index < std::size(ruleTable); ++index)
    if (ruleTable[index].name == name)
      return static_cast<Rule>(index);
  return std::nullopt;
}

/// In another case, or with a few letters wrong.
static std::string suggestRule(StringRef name) {
  SmallVector<StringRef> names;
  for (const RuleInfo &info : ruleTable) {
    if (info.name.equals_insensitive(name))
      return info.name.str();
    names.push_back(info.name);
  }
  return findSuggestion(name, names, /*caseSensitive=*/true);
}

void dockerfile::reportUnknownChecks(const CheckOptions &options, SourceRange range,
                                     DiagnosticEngine &diagnostics) {
  for (const std::vector<std::string> *names : {&options.skip, &options.experimental})
    for (const std::string &name : *names) {
      if (name.empty() || findRule(name))
        continue;
      Diagnostic &diagnostic =
          diagnostics.report(DiagId::UnknownCheck, range, "there is no check '" + name + "'");
      diagnostic.suggestion = suggestRule(name);
      diagnostic.explain({"", {name}, {}}, diagnostics.getSources());
    }
}

static uint32_t toBit(Rule rule) { return uint32_t(1) << static_cast<int>(rule); }

/// Unknown names are nothing, as for BuildKit.
static uint32_t toBits(ArrayRef<std::string> names) {
  uint32_t bits = 0;
  for (const std::string &name : names)
    if (std::optional<Rule> rule = findRule(name))
      bits |= toBit(*rule);
  return bits;
}

void RuleSet::merge(const CheckOptions &options) {
  skipAll |= options.skipAll;
  experimentalAll |= options.experimentalAll;
  skipped |= toBits(options.skip);
  experimental |= toBits(options.experimental);
}

bool RuleSet::contains(Rule rule) const {
  if (getRuleInfo(rule).isExperimental)
    return experimentalAll || (experimental & toBit(rule));
  return !skipAll && !(skipped & toBit(rule));
}

RuleSet RuleSet::withComments(ArrayRef<StringRef> comments) const {
  for (StringRef comment : comments) {
    DirectiveReader reader("");
    std::optional<DirectiveReader::Result> directive = reader.readLine(comment);
    if (!directive || directive->name != "check")
      continue;
    RuleSet result = *this;
    Expected<CheckOptions> options =
        parseCheckOptions(StringRef(directive->value).split(' ').first);
    if (options)
      result.merge(*options);
    else
      consumeError(options.takeError());
    return result;
  }
  return *this;
}

//===----------------------------------------------------------------------===//
// Findings
//===----------------------------------------------------------------------===//

std::string Finding::getShortMessage() const {
  std::string text = (getRuleInfo(rule).name + ": " + message).str();
  if (lines.first)
    text += " (line " + std::to_string(lines.first) + ")";
  return text;
}

void LintCollector::report(Finding finding) {
  // An instruction is judged by several passes; each goes through all of them.
  inOrder &= findings.empty() || findings.back().step <= finding.step;
  findings.push_back(std::move(finding));
}

ArrayRef<Finding> LintCollector::getFindings() const {
  if (std::exchange(inOrder, true))
    return findings;
  std::vector<std::pair<unsigned, size_t>> order;
  for (const auto &[place, finding] : llvm::enumerate(findings))
    order.emplace_back(finding.step, place);
  llvm::sort(order);
  std::vector<Finding> sorted;
  for (auto [step, place] : order)
    sorted.push_back(std::move(findings[place]));
  findings = std::move(sorted);
  return findings;
}

void LintCollector::stopAt(unsigned step, unsigned sources) {
  llvm::erase_if(findings, [&](const Finding &finding) {
    return finding.step > step || (finding.step == step && finding.source > sources);
  });
}

std::optional<std::string> LintCollector::getViolation() const {
  if (!failsBuild || findings.empty())
    return std::nullopt;
  SmallVector<StringRef> names;
  for (const Finding &finding : getFindings())
    if (StringRef name = getRuleInfo(finding.rule).name; !is_contained(names, name))
      names.push_back(name);
  return "lint violation found for rules: " + llvm::join(names, ", ");
}

Expected<CheckOptions> dockerfile::getCheckOptions(std::optional<StringRef> given, StringRef text) {
  if (given)
    return parseCheckOptions(*given);
  return parseCheckOptions(readDirective("check", text).value_or(""));
}

/// Where `token` stands in the lines of a finding, else the lines without the
/// blanks around them.
static SourceRange findToken(const Finding &finding, const SourceFile &file) {
  if (!finding.lines.first)
    return {};
  SourceRange all = file.getLineRange(finding.lines.first, finding.lines.last);
  StringRef text = file.getText().slice(all.begin.offset, all.end.offset);
  size_t found = finding.token.empty() ? StringRef::npos : text.find(finding.token);
  if (found != StringRef::npos)
    return file.getRange(all.begin.offset + found, all.begin.offset + found + finding.token.size());
  size_t blanks = text.size() - text.ltrim().size();
  return file.getRange(all.begin.offset + std::min(blanks, text.size()), all.end.offset);
}

Diagnostic dockerfile::toDiagnostic(const Finding &finding, const SourceFile &file) {
  const RuleInfo &info = getRuleInfo(finding.rule);
  Diagnostic result(DiagId::Check, (info.name + ": " + finding.message).str(),
                    findToken(finding, file));
  result.firstLine = finding.lines.first;
  result.lastLine = finding.lines.last;
  if (finding.rule == Rule::InvalidDefaultArgInFrom && !StringRef(finding.token).contains('$')) {
    // BuildKit speaks of an ARG even so.
    result.plain = (info.name + ": '" + finding.token + "' is no name of an image").str();
    return result;
  }
  if (!finding.otherText.empty())
    result.note(finding.otherText,
                file.getLineRange(finding.otherLines.first, finding.otherLines.last));
  result.note(info.url.empty() ? Twine(info.advice) : info.advice + " (" + info.url + ")");
  return result;
}

//===----------------------------------------------------------------------===//
// Facts that passes need too
//===----------------------------------------------------------------------===//

bool dockerfile::looksSecret(StringRef name) {
  bool secret = false, harmless = false;
  SmallVector<StringRef> words;
  name.split(words, '_');
  for (StringRef word : words) {
    for (StringRef bad : {"apikey", "auth", "credential", "credentials", "key", "password", "pword",
                          "passwd", "secret", "token"})
      secret |= word.equals_insensitive(bad);
    for (StringRef good : {"public", "file", "version"})
      harmless |= word.equals_insensitive(good);
  }
  return secret && !harmless;
}

static std::string suggestName(StringRef name, ArrayRef<std::string> known) {
  SmallVector<StringRef> options(known.begin(), known.end());
  return findSuggestion(name, options, /*caseSensitive=*/true);
}

std::string dockerfile::describeUndefined(StringRef name, ArrayRef<std::string> known) {
  std::string nearest = suggestName(name, known);
  std::string text = ("Usage of undefined variable '$" + name + "'").str();
  return nearest.empty() ? text : text + " (did you mean $" + nearest + "?)";
}

std::string dockerfile::describeUndefinedInFrom(StringRef name, ArrayRef<std::string> known) {
  std::string nearest = suggestName(name, known);
  std::string text = ("FROM argument '" + name + "' is not declared").str();
  return nearest.empty() ? text : text + " (did you mean " + nearest + "?)";
}

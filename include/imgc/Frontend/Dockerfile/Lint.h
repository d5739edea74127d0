//===- Lint.h - Checks of a Dockerfile --------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The 22 rules of BuildKit's build checks, which of them are wanted, and what
// was found. Rules about the text run on the tree (checkTree); rules that need
// variables, bases or ignore files run in the passes. All report here.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_LINT_H
#define IMGC_FRONTEND_DOCKERFILE_LINT_H

#include "imgc/Diagnostics/Diagnostic.h"
#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Frontend/Dockerfile/Parser.h"

#include <optional>
#include <string>
#include <vector>

namespace imgc::dockerfile {

enum class Rule {
#define RULE(name, slug, description, advice) name,
#include "imgc/Frontend/Dockerfile/Rules.def"
};

struct RuleInfo {
  llvm::StringLiteral name;
  llvm::StringLiteral description;
  /// Page about the rule; may be empty.
  llvm::StringLiteral url;
  /// What our output tells people to do.
  llvm::StringLiteral advice;
  bool isExperimental;
};
const RuleInfo &getRuleInfo(Rule rule);
/// Nothing for a name that no rule has.
std::optional<Rule> findRule(llvm::StringRef name);

/// Warns of names of no rule, which BuildKit passes over. `range` is the
/// directive's, or invalid.
void reportUnknownChecks(const CheckOptions &options, SourceRange range,
                         DiagnosticEngine &diagnostics);

/// Which rules are wanted.
class RuleSet {
public:
  RuleSet() = default;
  explicit RuleSet(const CheckOptions &options) { merge(options); }

  /// A stable rule unless it is skipped, an experimental one when it is asked
  /// for; skipping does not touch the experimental ones (BuildKit).
  bool contains(Rule rule) const;
  /// This set with what the comments above an instruction say. The first
  /// comment that is a `check=` counts; a malformed one says nothing.
  RuleSet withComments(llvm::ArrayRef<llvm::StringRef> comments) const;

private:
  void merge(const CheckOptions &options);

  bool skipAll = false, experimentalAll = false;
  uint32_t skipped = 0, experimental = 0;
};

/// One finding.
struct Finding {
  Rule rule;
  std::string message;
  /// The lines that BuildKit reports.
  LineRange lines;
  /// What is to be marked: the first occurrence of this text in the lines,
  /// else all of them. For people only.
  std::string token;
  /// Number of the instruction that was dispatched, from 1; 0 before.
  unsigned step = 0;
  /// Number of the source of a COPY or ADD, or of the word of an EXPOSE, that it
  /// is about, from 1; 0 for none.
  unsigned source = 0;
  /// Another place that matters, and what is there; for people only.
  LineRange otherLines = {};
  std::string otherText = {};

  /// `Rule: message (line N)`.
  std::string getShortMessage() const;
};

/// Collects what the checks of one build find, in BuildKit's order.
class LintCollector {
public:
  LintCollector() = default;
  explicit LintCollector(const CheckOptions &options) : rules(options), failsBuild(options.error) {}

  const RuleSet &getRules() const { return rules; }
  void report(Finding finding);
  /// BuildKit stopped at instruction `step`, having looked at `sources` of its
  /// sources: what comes after them is no finding.
  void stopAt(unsigned step, unsigned sources);
  /// In the order of the instructions.
  llvm::ArrayRef<Finding> getFindings() const;
  /// `lint violation found for rules: …` when findings fail the build.
  std::optional<std::string> getViolation() const;

private:
  RuleSet rules;
  bool failsBuild = false;
  /// Put in order when they are asked for.
  mutable std::vector<Finding> findings;
  mutable bool inOrder = true;
};

/// What BUILDKIT_DOCKERFILE_CHECK says (`given`), else the file's `# check=`.
llvm::Expected<CheckOptions> getCheckOptions(std::optional<llvm::StringRef> given,
                                             llvm::StringRef text);

/// Runs the rules that need nothing but the text. `firstError` is where
/// BuildKit stops reading the file, or nullptr.
void checkTree(const Dockerfile &tree, const Diagnostic *firstError, LintCollector &collector);

/// The name of an ARG or ENV says that its value is secret.
bool looksSecret(llvm::StringRef name);

/// Messages of rules that more than one place reports.
std::string describeUndefined(llvm::StringRef name, llvm::ArrayRef<std::string> known);
std::string describeUndefinedInFrom(llvm::StringRef name, llvm::ArrayRef<std::string> known);

/// The finding as a warning with the rule's advice and page.
Diagnostic toDiagnostic(const Finding &finding, const SourceFile &file);

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_LINT_H

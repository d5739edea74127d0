//===- Checks.h - Build checks that need the IR ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_CHECKS_H
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_CHECKS_H

#include "dialects/Dockerfile/IR/DockerfileOps.h"
#include "imgc/Frontend/Dockerfile/BuildOptions.h"
#include "imgc/Frontend/Dockerfile/Lint.h"
#include "imgc/Support/PatternMatcher.h"

#include "llvm/ADT/StringMap.h"

#include <optional>
#include <string>

namespace imgc::dockerfile {

/// The lines of an op's location; none for ops that stand in no file.
LineRange getLines(mlir::Location location);

/// Reports findings of one instance of a file as the options say: to the
/// collector of the build, as warnings of MLIR, or not at all. Only the first
/// instance reports, as BuildKit's first platform.
class CheckReporter {
public:
  CheckReporter(FileOp file, const BuildOptions &options);

  bool isActive() const { return active; }
  /// What comes after an error is read for more errors only: BuildKit has stopped.
  void stop() { active = false; }
  /// The rules that hold for the whole file.
  const RuleSet &getRules() const { return rules; }
  /// The rules that hold below `comments`.
  RuleSet getRules(mlir::ArrayAttr comments) const;
  /// `other` is a place that matters too, and `otherText` says why.
  void report(const RuleSet &wanted, Rule rule, mlir::Location location, const llvm::Twine &message,
              llvm::StringRef token = "", unsigned source = 0, LineRange other = {},
              llvm::StringRef otherText = "");
  /// What is reported from now on belongs to the next instruction.
  void startInstruction() { ++step; }

private:
  LintCollector *collector = nullptr;
  RuleSet rules;
  bool active = false;
  unsigned step = 0;
};

/// What the checks know of a stage after some of its instructions.
struct CheckState {
  /// The config has a SHELL.
  bool hasShell = false;
  /// There was a WORKDIR, here or in a stage that this one starts from.
  bool hasWorkdir = false;
  /// Where the instruction was that the next of its kind replaces.
  std::optional<mlir::Location> cmd, entrypoint, healthcheck;
};

/// The checks of instructions whose words are expanded.
class InstructionChecker {
public:
  InstructionChecker(FileOp file, const BuildOptions &options);

  CheckReporter &getReporter() { return reporter; }
  /// Begins with an instruction; reports about its words may follow.
  void start(InstructionOpInterface op);
  void reportUndefined(mlir::Operation *op, llvm::StringRef name,
                       llvm::ArrayRef<std::string> known);
  /// A definition of an ARG, before its default is expanded.
  void checkArg(ArgOp op, llvm::StringRef name);
  /// Everything else, once all words are expanded.
  void check(mlir::Operation *op, CheckState &state, llvm::StringRef os);

private:
  void report(Rule rule, mlir::Operation *op, const llvm::Twine &message,
              llvm::StringRef token = "") {
    reporter.report(rules, rule, op->getLoc(), message, token);
  }
  void checkLegacy(mlir::Operation *op, PairAttr pair);
  void checkOnce(mlir::Operation *op, std::optional<mlir::Location> &last);
  void checkShellForm(mlir::Operation *op, bool shellForm, const CheckState &state);
  void checkPorts(ExposeOp op);
  void checkSources(mlir::Operation *op, mlir::ArrayAttr sources, llvm::StringRef verb);

  FileOp file;
  CheckReporter reporter;
  std::optional<PatternMatcher> ignored;
  bool rootIgnored = false;
  RuleSet rules;
  /// Where the global ARGs are, once one was asked for.
  std::optional<llvm::StringMap<LineRange>> globals;
};

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_CHECKS_H

//===- Explanations.h - What people are told about a refusal ----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The messages of the syntax code are BuildKit's, because tools compare them.
// Here is what we say in their place: which word is wrong, what was expected,
// what it may have been meant to be.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_EXPLANATIONS_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_EXPLANATIONS_H

#include "InstructionBuilder.h"

#include "imgc/Frontend/Dockerfile/AST.h"
#include "imgc/Support/Explanation.h"

namespace imgc::dockerfile {

/// `expected: WORKDIR DIRECTORY`.
std::string describeUsage(InstructionKind kind);

Explanation explainNoArguments(const Instruction &instruction);
Explanation explainFromArguments(const Instruction &instruction);
Explanation explainStageName(llvm::StringRef name);
Explanation explainFlag(const Flag &flag, llvm::ArrayRef<llvm::StringRef> known);
/// One of a few words, in place of `value`.
Explanation explainChoice(llvm::StringRef what, llvm::StringRef value,
                          llvm::ArrayRef<llvm::StringRef> choices);
Explanation explainDuration(llvm::StringRef name, llvm::StringRef value);
Explanation explainRetries(llvm::StringRef value);
Explanation explainTrigger(llvm::StringRef trigger);
Explanation explainHealthcheckType(llvm::StringRef type);
Explanation explainUnknown(llvm::StringRef keyword);
/// `instructions are ADD, …`.
std::string listInstructions();
Explanation explainNoStage(llvm::StringRef keyword);

/// Whether it can be guessed what an unknown instruction is: a mark of git, or a
/// part of `previous`, which may be null. A note says what helps.
bool addGuess(Diagnostic &diagnostic, const SourceFile &file, const Instruction *previous,
              const Instruction &unknown, char escape);

/// Notes at lines of the body that look like the end of a heredoc which has none.
void addHeredocNotes(Diagnostic &diagnostic, const Heredoc &heredoc, const SourceFile &file,
                     uint32_t firstBodyLine);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_EXPLANATIONS_H

//===- Explanation.h - What people are told about a source ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where BuildKit refuses a source, our message is BuildKit's word for word,
// because tools compare it. What people are told goes beside it, in an error of
// the class below, and is never part of what is compared.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_EXPLANATION_H
#define IMGC_SUPPORT_EXPLANATION_H

#include "imgc/Support/Error.h"

#include <string>
#include <vector>

namespace imgc {

/// What people are told, and where they are to look.
struct Explanation {
  /// Shown in the message's place; empty for the message itself.
  std::string message;
  /// Texts of the source, the best first: the first that stands in the
  /// instruction is marked. Empty for the whole instruction.
  std::vector<std::string> marks;
  /// What was expected, and what helps; a note each.
  std::vector<std::string> notes;

  bool isEmpty() const { return message.empty() && marks.empty() && notes.empty(); }
};

/// A BuildError about a source, with its explanation.
class SourceError : public llvm::ErrorInfo<SourceError, BuildError> {
public:
  static char ID;

  SourceError(ExitCode code, std::string message, std::string hint, Explanation explanation)
      : llvm::ErrorInfo<SourceError, BuildError>(code, std::move(message), std::move(hint)),
        explanation(std::move(explanation)) {}

  const Explanation &getExplanation() const { return explanation; }

private:
  Explanation explanation;
};

/// Makes a SourceError with ExitCode::SourceError; `message` is BuildKit's.
llvm::Error makeSourceError(const llvm::Twine &message, Explanation explanation);

/// takeError() with the explanation, which is empty for other errors.
struct ExplainedParts : ErrorParts {
  Explanation explanation;
};
ExplainedParts takeExplained(llvm::Error error);
/// Each error of a list.
std::vector<ExplainedParts> takeAllExplained(llvm::Error error);
/// Adds an error, if it is one, to a list.
void append(llvm::Error &list, llvm::Error error);

} // namespace imgc

#endif // IMGC_SUPPORT_EXPLANATION_H

//===- Explanation.cpp - What people are told about a source --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Explanation.h"

namespace imgc {

char SourceError::ID = 0;

llvm::Error makeSourceError(const llvm::Twine &message, Explanation explanation) {
  return llvm::make_error<SourceError>(ExitCode::SourceError, message.str(), std::string(),
                                       std::move(explanation));
}

ExplainedParts takeExplained(llvm::Error error) {
  ExplainedParts parts;
  error =
      llvm::handleErrors(std::move(error), [&](std::unique_ptr<SourceError> source) -> llvm::Error {
        parts.explanation = source->getExplanation();
        return llvm::Error(std::move(source));
      });
  static_cast<ErrorParts &>(parts) = takeError(std::move(error));
  return parts;
}

std::vector<ExplainedParts> takeAllExplained(llvm::Error error) {
  std::vector<ExplainedParts> all;
  llvm::handleAllErrors(std::move(error), [&](std::unique_ptr<llvm::ErrorInfoBase> info) {
    all.push_back(takeExplained(llvm::Error(std::move(info))));
  });
  return all;
}

void append(llvm::Error &list, llvm::Error error) {
  list = llvm::joinErrors(std::move(list), std::move(error));
}

} // namespace imgc

//===- Error.cpp - Errors that carry an exit code and a remedy ------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Support/Error.h"

#include "imgc/Support/Explanation.h"

#include "llvm/Support/raw_ostream.h"

#include <cerrno>
#include <system_error>

namespace imgc {

char BuildError::ID = 0;

void BuildError::log(llvm::raw_ostream &os) const {
  os << message;
  if (!hint.empty())
    os << "; " << hint;
}

std::error_code BuildError::convertToErrorCode() const { return llvm::inconvertibleErrorCode(); }

llvm::Error makeError(ExitCode code, const llvm::Twine &message, const llvm::Twine &hint) {
  return llvm::make_error<BuildError>(code, message.str(), hint.str());
}

llvm::Error makeErrnoError(ExitCode code, const llvm::Twine &what, int err) {
  std::string hint;
  switch (err) {
  case ENOSPC:
  case EDQUOT:
    code = ExitCode::Environment;
    hint = "free space on the disk of the store (`imgc prune`), or choose "
           "another one with --root";
    break;
  case EACCES:
  case EPERM:
    code = ExitCode::Environment;
    break;
  default:
    break;
  }
  return makeError(code, what + ": " + std::generic_category().message(err), hint);
}

llvm::Error addContext(llvm::Error error, const llvm::Twine &prefix, ExitCode fallback) {
  if (!error)
    return error;
  bool isBuildError = error.isA<BuildError>();
  ExplainedParts parts = takeExplained(std::move(error));
  ExitCode code = isBuildError ? parts.code : fallback;
  std::string message = (prefix + ": " + parts.message).str();
  if (parts.explanation.isEmpty())
    return makeError(code, message, parts.hint);
  return llvm::make_error<SourceError>(code, std::move(message), std::move(parts.hint),
                                       std::move(parts.explanation));
}

ErrorParts takeError(llvm::Error error) {
  ErrorParts parts;
  bool first = true;
  llvm::handleAllErrors(
      std::move(error),
      [&](const BuildError &e) {
        if (first)
          parts.code = e.getCode();
        parts.message += (first ? "" : "\n") + e.getMessage().str();
        if (parts.hint.empty())
          parts.hint = e.getHint().str();
        first = false;
      },
      [&](const llvm::ErrorInfoBase &e) {
        parts.message += (first ? "" : "\n") + e.message();
        first = false;
      });
  return parts;
}

} // namespace imgc

//===- Error.h - Errors that carry an exit code and a remedy ----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every failure that can reach a user is a BuildError: what went wrong, what to
// do about it, and which exit code the process ends with. Parsers of outside
// input return llvm::Expected and never assert on what they read.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_ERROR_H
#define IMGC_SUPPORT_ERROR_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

#include <string>
#include <system_error>

namespace imgc {

/// Exit codes of every imgc tool (docs/Driver.md lists them for users).
enum class ExitCode : int {
  Success = 0,
  /// A step of the build failed, or its result could not be written.
  BuildFailed = 1,
  /// The command line is wrong.
  Usage = 2,
  /// The Dockerfile (or other source) was refused.
  SourceError = 3,
  /// A registry could not be reached, refused us, or served wrong bytes.
  Registry = 4,
  /// The machine lacks something: privilege, kernel feature, disk space.
  Environment = 5,
  /// The store is damaged or of another schema version.
  Store = 6,
  /// Interrupted by SIGINT or SIGTERM.
  Interrupted = 130,
};

/// An error with an exit code and, where there is one, a remedy.
class BuildError : public llvm::ErrorInfo<BuildError> {
public:
  static char ID;

  BuildError(ExitCode code, std::string message, std::string hint = {})
      : code(code), message(std::move(message)), hint(std::move(hint)) {}

  ExitCode getCode() const { return code; }
  /// Lower case, no full stop, names quoted.
  llvm::StringRef getMessage() const { return message; }
  /// What the user can do about it; may be empty.
  llvm::StringRef getHint() const { return hint; }

  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;

private:
  ExitCode code;
  std::string message;
  std::string hint;
};

/// Makes a BuildError.
llvm::Error makeError(ExitCode code, const llvm::Twine &message, const llvm::Twine &hint = "");

/// Makes a BuildError that ends in the text of `errno`. ENOSPC, EDQUOT, EACCES
/// and EPERM become ExitCode::Environment whatever `code` says.
llvm::Error makeErrnoError(ExitCode code, const llvm::Twine &what, int err);

/// Puts `prefix` and ": " before the message of a BuildError; an error of
/// another kind becomes a BuildError with `fallback` as its code.
llvm::Error addContext(llvm::Error error, const llvm::Twine &prefix,
                       ExitCode fallback = ExitCode::BuildFailed);

/// Takes an error apart. Consumes it.
struct ErrorParts {
  ExitCode code = ExitCode::BuildFailed;
  std::string message;
  std::string hint;
};
ErrorParts takeError(llvm::Error error);

} // namespace imgc

#endif // IMGC_SUPPORT_ERROR_H

//===- Subrequests.h - Questions about a Dockerfile -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The answers to `--call=check|outline|targets`, as JSON and as text. The JSON
// is that of BuildKit's `frontend.lint`, `frontend.outline`, `frontend.targets`.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_SUBREQUESTS_H
#define IMGC_FRONTEND_DOCKERFILE_SUBREQUESTS_H

#include "imgc/Frontend/Dockerfile/Lint.h"
#include "imgc/Frontend/Dockerfile/Outline.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace imgc::dockerfile {

/// What checks found in one file, and the error that ended them, if any.
struct LintResult {
  const SourceFile &file;
  llvm::ArrayRef<Finding> findings;
  const Diagnostic *error = nullptr;
};
llvm::json::Value toJSON(const LintResult &result);
/// Each finding with its lines, in order of the file; `name` is shown for it.
void print(llvm::raw_ostream &os, const LintResult &result, llvm::StringRef name);
/// The error with its lines.
void printError(llvm::raw_ostream &os, const LintResult &result, llvm::StringRef name);

llvm::json::Value toJSON(const Outline &outline, const SourceFile &file);
void print(llvm::raw_ostream &os, const Outline &outline);

/// The stages of a file.
llvm::json::Value targetsToJSON(const Dockerfile &tree, const SourceFile &file);
void printTargets(llvm::raw_ostream &os, const Dockerfile &tree);

/// The questions that may be asked. BuildKit's list leaves out its check.
llvm::json::Value requestsToJSON();
void printRequests(llvm::raw_ostream &os);

/// Prints one of these values, and a newline, with the members in the order and the
/// text escaped as BuildKit does.
void printAnswer(llvm::raw_ostream &os, const llvm::json::Value &answer);

/// One range for each line, as BuildKit's locations are.
llvm::json::Array toRanges(LineRange lines);

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_SUBREQUESTS_H

//===- ShellPattern.h - Patterns of ${x#p}, ${x%p}, ${x/p/r} ----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_SHELLPATTERN_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_SHELLPATTERN_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace imgc::dockerfile {

/// Removes what `pattern` matches at the front of `value`: the longest match if
/// `greedy`, else the shortest.
llvm::Expected<std::string> trimPrefix(llvm::StringRef pattern, llvm::StringRef value, bool greedy);
/// The same at the end.
llvm::Expected<std::string> trimSuffix(llvm::StringRef pattern, llvm::StringRef value, bool greedy);
/// Replaces the first match, or all. With `all`, `$0` and `$$` in the
/// replacement mean the match and a dollar sign, and other `$names` nothing.
llvm::Expected<std::string> replaceMatches(llvm::StringRef pattern, llvm::StringRef value,
                                           llvm::StringRef replacement, bool all);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_SHELLPATTERN_H

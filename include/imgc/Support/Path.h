//===- Path.h - Slash-separated paths, as text ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Lexical operations only, with the results of Go's `path` package, which is
// what Dockerfile and LLB paths are defined by. Nothing here touches a file
// system: paths inside untrusted trees are resolved by Runtime/RootFD alone.
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_PATH_H
#define IMGC_SUPPORT_PATH_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace imgc::path {

/// Go's path.Clean: shortest equivalent, `.` for the empty path.
std::string clean(llvm::StringRef path);
/// Go's path.Join of two: empty elements are ignored, the result is clean.
std::string join(llvm::StringRef a, llvm::StringRef b);
/// Go's path.Base and path.Dir.
std::string base(llvm::StringRef path);
std::string dir(llvm::StringRef path);
inline bool isAbsolute(llvm::StringRef path) { return path.starts_with("/"); }

/// Go's path.Match: `*`, `?`, `[a-z]`, `\`. Nothing when the pattern is
/// malformed. With `checkRest` false as filepath.Match: what stands behind a
/// mismatch is not looked at.
std::optional<bool> match(llvm::StringRef pattern, llvm::StringRef name, bool checkRest = true);

} // namespace imgc::path

#endif // IMGC_SUPPORT_PATH_H

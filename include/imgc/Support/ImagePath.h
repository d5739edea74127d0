//===- ImagePath.h - Paths as the image's OS reads them -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_IMAGEPATH_H
#define IMGC_SUPPORT_IMAGEPATH_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace imgc {

/// Paths that instructions name in an image of Linux or Windows, wherever imgc
/// runs. What comes out has forward slashes and no drive. Errors are BuildErrors
/// with ExitCode::SourceError and BuildKit's text.
class ImagePaths {
public:
  explicit ImagePaths(llvm::StringRef os) : isWindows(os == "windows") {}

  /// Forward slashes for backslashes, where those separate.
  std::string toSlash(llvm::StringRef path) const;
  /// What the OS separates by for forward slashes.
  std::string fromSlash(llvm::StringRef path) const;

  /// The path without `C:`, clean; for Linux the path as it is. Other drives and
  /// shares are errors. With `keepSlash` a slash at the end stays.
  llvm::Expected<std::string> removeDrive(llvm::StringRef path, bool keepSlash) const;

  bool isAbsolute(llvm::StringRef path) const;

  /// Joins a relative path to `parent`, and takes an empty one for it. With
  /// `keepSlash` a `/` or `/.` at the end stays.
  llvm::Expected<std::string> normalize(llvm::StringRef parent, llvm::StringRef path,
                                        bool keepSlash) const;

private:
  bool isWindows;
};

} // namespace imgc

#endif // IMGC_SUPPORT_IMAGEPATH_H

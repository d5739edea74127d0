//===- TemporaryDirectory.h - A directory for a while -----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_RUNTIME_ROOTFD_TEMPORARYDIRECTORY_H
#define IMGC_RUNTIME_ROOTFD_TEMPORARYDIRECTORY_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>
#include <utility>

namespace imgc {

/// A directory that only its owner may enter, in $TMPDIR or what the machine has
/// for it. The destructor removes it with all it has. Move only.
class TemporaryDirectory {
public:
  /// Its name begins with `prefix`. Where its path would be longer than `maxSize`
  /// bytes, it is in /tmp. Errors have ExitCode::Environment.
  static llvm::Expected<TemporaryDirectory> create(llvm::StringRef prefix,
                                                   size_t maxSize = std::string::npos);
  TemporaryDirectory() = default;
  TemporaryDirectory(TemporaryDirectory &&other) noexcept { std::swap(path, other.path); }
  TemporaryDirectory &operator=(TemporaryDirectory &&other) noexcept {
    std::swap(path, other.path);
    return *this;
  }
  ~TemporaryDirectory();

  /// Absolute; empty for none.
  const std::string &getPath() const { return path; }

private:
  std::string path;
};

} // namespace imgc

#endif // IMGC_RUNTIME_ROOTFD_TEMPORARYDIRECTORY_H

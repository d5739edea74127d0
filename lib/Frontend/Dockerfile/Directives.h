//===- Directives.h - Parser directives -------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_DIRECTIVES_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_DIRECTIVES_H

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <set>
#include <string>

namespace imgc::dockerfile {

/// Reads the directives at the top of a file, line by line. Anything that is
/// not a known directive ends them.
class DirectiveReader {
public:
  explicit DirectiveReader(llvm::StringRef marker = "#") : marker(marker) {}

  struct Result {
    std::string name;
    std::string value;
    /// The directive was used before; `value` does not count.
    bool duplicate = false;
  };

  /// Takes the next line, without its terminator.
  std::optional<Result> readLine(llvm::StringRef line);
  bool isDone() const { return done; }

private:
  llvm::StringRef marker;
  std::set<std::string> seen;
  bool done = false;
};

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_DIRECTIVES_H

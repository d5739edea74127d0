//===- JsonArray.h - Arrays of strings in JSON ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_JSONARRAY_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_JSONARRAY_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace imgc::dockerfile {

enum class JsonArrayKind {
  /// Not an array that Go's encoding/json would read.
  NotAnArray,
  /// An array with a member that is not a string.
  NotStrings,
  Strings,
};

/// Reads `text` as Go would read it into a list of strings; fills `strings`.
JsonArrayKind parseJsonArray(llvm::StringRef text, std::vector<std::string> &strings);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_JSONARRAY_H

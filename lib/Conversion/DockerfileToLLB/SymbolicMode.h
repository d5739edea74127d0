//===- SymbolicMode.h - Symbolic --chmod ------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_SYMBOLICMODE_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_SYMBOLICMODE_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace imgc::dockerfile {

struct SymbolicModeError {
  /// Empty: the mode is right.
  std::string message;
  /// It began with a digit but is no octal number.
  bool looksNumeric = false;
};

/// Whether a text is a symbolic mode as chmod(1) takes it (`u+x,g=rw,a=rX`).
SymbolicModeError checkSymbolicMode(llvm::StringRef text);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_SYMBOLICMODE_H

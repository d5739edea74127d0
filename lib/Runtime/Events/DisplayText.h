//===- DisplayText.h - How events are written for people --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_RUNTIME_EVENTS_DISPLAYTEXT_H
#define IMGC_LIB_RUNTIME_EVENTS_DISPLAYTEXT_H

#include "llvm/ADT/StringRef.h"

#include <string>

namespace imgc {

/// `0.4s`, `12.3s`, `2m05s`.
std::string formatSeconds(int64_t ns);
/// `1.20MB`: powers of ten.
std::string formatBytes(uint64_t bytes);
/// One line of a name: control characters become spaces, runs of white space
/// one space.
std::string makeOneLine(llvm::StringRef text);
/// Without control characters and escape sequences; tabs become spaces.
std::string stripControls(llvm::StringRef text);
/// Cut to `columns` (code points, each taken as one column) with `…` at the end.
std::string truncateColumns(llvm::StringRef text, unsigned columns);
unsigned countColumns(llvm::StringRef text);

} // namespace imgc

#endif // IMGC_LIB_RUNTIME_EVENTS_DISPLAYTEXT_H

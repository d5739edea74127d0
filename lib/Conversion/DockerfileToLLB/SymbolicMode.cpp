//===- SymbolicMode.cpp - Symbolic --chmod --------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SymbolicMode.h"

#include "llvm/ADT/StringExtras.h"

namespace imgc::dockerfile {

/// One clause: whom, then operators with their permissions.
static bool consumeClause(llvm::StringRef &text) {
  text = text.ltrim("augo");
  do {
    if (text.empty() || !llvm::StringRef("+-=").contains(text.front()))
      return false;
    text = text.drop_front().ltrim("rstwXxugo");
  } while (!text.empty() && text.front() != ',');
  return true;
}

SymbolicModeError checkSymbolicMode(llvm::StringRef text) {
  if (!text.empty() && llvm::isDigit(text.front()))
    return {"invalid syntax", true};
  for (;;) {
    if (!consumeClause(text))
      return {"invalid syntax", false};
    if (text.empty())
      return {};
    text = text.drop_front();
  }
}

} // namespace imgc::dockerfile

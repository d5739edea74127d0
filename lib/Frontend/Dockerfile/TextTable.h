//===- TextTable.h - Tables as text/tabwriter prints them ---*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_FRONTEND_DOCKERFILE_TEXTTABLE_H
#define IMGC_LIB_FRONTEND_DOCKERFILE_TEXTTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace imgc::dockerfile {

/// Prints cells padded to the widest of their column, with `padding` blanks
/// between; the last cell of a row is not padded. As Go's package does, a tab in a
/// cell ends it, a newline its row, and a column reaches only over neighbouring
/// rows that have it.
void printTable(llvm::raw_ostream &os, llvm::ArrayRef<std::vector<std::string>> rows,
                unsigned padding);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_FRONTEND_DOCKERFILE_TEXTTABLE_H

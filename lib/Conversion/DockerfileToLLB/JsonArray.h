//===- JsonArray.h - JSON as Go writes it -----------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_CONVERSION_DOCKERFILETOLLB_JSONARRAY_H
#define IMGC_LIB_CONVERSION_DOCKERFILETOLLB_JSONARRAY_H

#include "llvm/ADT/ArrayRef.h"

#include <string>

namespace imgc::dockerfile {

/// A list of strings as Go's json.Marshal writes it, which escapes `<`, `>` and
/// `&` too. Values of local sources are such lists and part of digests.
std::string toGoJson(llvm::ArrayRef<std::string> values);

} // namespace imgc::dockerfile

#endif // IMGC_LIB_CONVERSION_DOCKERFILETOLLB_JSONARRAY_H

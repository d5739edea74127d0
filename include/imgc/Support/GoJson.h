//===- GoJson.h - JSON as Go writes it -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_GOJSON_H
#define IMGC_SUPPORT_GOJSON_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace imgc {

/// Appends `text` quoted as Go's encoding/json does: `<`, `>` and `&` are escaped,
/// a byte that is not UTF-8 becomes `\ufffd`. Digests depend on it.
void appendGoJson(std::string &out, llvm::StringRef text);

std::string toGoJson(llvm::StringRef text);
/// A list of strings.
std::string toGoJson(llvm::ArrayRef<std::string> values);

} // namespace imgc

#endif // IMGC_SUPPORT_GOJSON_H

//===- Json.h - JSON from outside -------------------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_SUPPORT_JSON_H
#define IMGC_SUPPORT_JSON_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace imgc {

/// Parses JSON that somebody else wrote: refuses what nests deeper than
/// `maxDepth`, duplicate member names (image-spec asks for I-JSON; "last wins"
/// lets two readers disagree) and text that is not UTF-8. Errors are
/// BuildErrors with ExitCode::BuildFailed.
llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef text, unsigned maxDepth = 64);

/// A member as Go's decoder finds the field `name`: by its exact name, else
/// without regard to case; null when there is none.
const llvm::json::Value *findMember(const llvm::json::Object &object, llvm::StringRef name);

/// Prints `object` on one line, as llvm::json does (members sorted), with the
/// member `name` an array whose elements `writeElements` writes. For arrays too
/// long to be worth building as values.
std::string printWithArray(const llvm::json::Object &object, llvm::StringRef name,
                           llvm::function_ref<void(llvm::json::OStream &)> writeElements);

/// Writes a member that is a text; nothing for an empty one. Bytes that are not
/// UTF-8 become U+FFFD.
void writeMember(llvm::json::OStream &out, llvm::StringRef name, llvm::StringRef text);

/// The text of an object without its member `name`, which is not looked into;
/// text that is not JSON may come back in any form, but is still not JSON.
std::string dropMember(llvm::StringRef text, llvm::StringRef name);

} // namespace imgc

#endif // IMGC_SUPPORT_JSON_H

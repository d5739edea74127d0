//===- JSON.h - LLB protobuf as JSON -------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_TARGET_LLBPROTO_JSON_H
#define IMGC_TARGET_LLBPROTO_JSON_H

#include "llvm/ADT/FunctionExtras.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace imgc::llb {

/// Writes one JSON value. To be called once.
using JSONPrinter = llvm::unique_function<void(llvm::json::OStream &)>;

/// Reads an encoded `Definition`. What it gives prints the elements as an array of
/// objects {digest, op, metadata, ranges}: protobuf's JSON with the names of
/// ops.proto. With `normalise`, what differs from run to run is taken out as in
/// utils/oracle: the session of local sources goes, progress groups become 1, 2,
/// …, and digests are computed anew.
llvm::Expected<JSONPrinter> makeJSONPrinter(llvm::StringRef bytes, bool normalise = true);

/// Registers --llb-to-json and --llb-to-json-exact (without normalising).
void registerToJSONTranslation();

} // namespace imgc::llb

#endif // IMGC_TARGET_LLBPROTO_JSON_H

//===- Import.h - LLB protobuf to llb ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_TARGET_LLBPROTO_IMPORT_H
#define IMGC_TARGET_LLBPROTO_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

namespace imgc::llb {

/// Makes a module with one llb.output called `name` from an encoded
/// `Definition`. The bytes are not trusted: what BuildKit's loader refuses is
/// an error here too, and so is a reference to an output that no vertex of
/// that kind can have. Memory is linear in the size of `bytes`.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
importDefinition(llvm::StringRef bytes, mlir::MLIRContext *context, llvm::StringRef name = "");

/// Registers --proto-to-llb.
void registerFromProtoTranslation();

} // namespace imgc::llb

#endif // IMGC_TARGET_LLBPROTO_IMPORT_H

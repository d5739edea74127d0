//===- FileActionImporter.h - Actions of a file element to ops -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_LLBPROTO_FILEACTIONIMPORTER_H
#define IMGC_LIB_TARGET_LLBPROTO_FILEACTIONIMPORTER_H

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Target/LLBProto/ops.pb.h"
#include "mlir/IR/Builders.h"

namespace imgc::llb {

/// Fills the body of a file op, which has one argument per input. Fails for
/// actions that refer to what is not there, and for those of an unknown kind.
llvm::Error importFileActions(mlir::OpBuilder &builder, mlir::Location location,
                              const pb::FileOp &file, mlir::Block &body);

} // namespace imgc::llb

#endif // IMGC_LIB_TARGET_LLBPROTO_FILEACTIONIMPORTER_H

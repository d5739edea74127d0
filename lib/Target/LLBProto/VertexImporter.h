//===- VertexImporter.h - One element of a definition to a vertex -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_LLBPROTO_VERTEXIMPORTER_H
#define IMGC_LIB_TARGET_LLBPROTO_VERTEXIMPORTER_H

#include "dialects/LLB/IR/LLBOps.h"
#include "imgc/Target/LLBProto/ops.pb.h"

namespace imgc::llb {

/// Makes the vertex, without metadata. `op` has passed checkVertex; `inputs`
/// are its inputs in order.
llvm::Expected<mlir::Operation *> importVertex(mlir::OpBuilder &builder, mlir::Location location,
                                               const pb::Op &op, llvm::ArrayRef<mlir::Value> inputs,
                                               unsigned outputs);

} // namespace imgc::llb

#endif // IMGC_LIB_TARGET_LLBPROTO_VERTEXIMPORTER_H

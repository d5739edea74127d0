//===- Import.h - Syntax tree to the dockerfile dialect -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_FRONTEND_DOCKERFILE_IMPORT_H
#define IMGC_FRONTEND_DOCKERFILE_IMPORT_H

#include "imgc/Diagnostics/SourceRange.h"
#include "imgc/Frontend/Dockerfile/AST.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace imgc::dockerfile {

/// Makes a module with one `dockerfile.file` of a tree without errors. Every op
/// has a FileLineColRange of the lines that BuildKit reports, with columns.
mlir::OwningOpRef<mlir::ModuleOp> importDockerfile(const Dockerfile &dockerfile,
                                                   const SourceManager &sources,
                                                   mlir::MLIRContext *context);

/// Makes the op of one instruction that may stand in a stage; returns the state
/// after it, or null for FROM and Invalid.
mlir::Value importInstruction(mlir::OpBuilder &builder, mlir::Location location,
                              const Instruction &instruction, mlir::Value state, bool onbuild);

/// Registers `imgc-translate --dockerfile-to-mlir`.
void registerDockerfileToMLIRTranslation();

} // namespace imgc::dockerfile

#endif // IMGC_FRONTEND_DOCKERFILE_IMPORT_H

//===- DockerfileOps.h - Ops of the dockerfile dialect --------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEOPS_H
#define IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEOPS_H

#include "dialects/Dockerfile/IR/DockerfileAttrs.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/Dockerfile/IR/DockerfileInterfaces.h.inc"

namespace imgc::dockerfile {
class StageOp;
class EndOp;
} // namespace imgc::dockerfile

#define GET_OP_CLASSES
#include "dialects/Dockerfile/IR/DockerfileOps.h.inc"

#endif // IMGC_DIALECTS_DOCKERFILE_IR_DOCKERFILEOPS_H

//===- LLBTypes.h - Types of the llb dialect -----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_IR_LLBTYPES_H
#define IMGC_DIALECTS_LLB_IR_LLBTYPES_H

#include "mlir/IR/BuiltinTypes.h"

#define GET_TYPEDEF_CLASSES
#include "dialects/LLB/IR/LLBTypes.h.inc"

#endif // IMGC_DIALECTS_LLB_IR_LLBTYPES_H

//===- LLBAttrs.h - Attributes of the llb dialect ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_IR_LLBATTRS_H
#define IMGC_DIALECTS_LLB_IR_LLBATTRS_H

#include "mlir/IR/BuiltinAttributes.h"

#include "dialects/LLB/IR/LLBEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/LLB/IR/LLBAttrs.h.inc"

#endif // IMGC_DIALECTS_LLB_IR_LLBATTRS_H

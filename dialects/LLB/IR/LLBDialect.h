//===- LLBDialect.h - The llb dialect ------------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_IR_LLBDIALECT_H
#define IMGC_DIALECTS_LLB_IR_LLBDIALECT_H

#include "mlir/IR/Dialect.h"

#include "dialects/LLB/IR/LLBDialect.h.inc"

#endif // IMGC_DIALECTS_LLB_IR_LLBDIALECT_H

//===- LLBTypes.cpp - Types of the llb dialect ---------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/IR/LLBTypes.h"
#include "dialects/LLB/IR/LLBDialect.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace imgc::llb;

#define GET_TYPEDEF_CLASSES
#include "dialects/LLB/IR/LLBTypes.cpp.inc"

void LLBDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/LLB/IR/LLBTypes.cpp.inc"
      >();
}

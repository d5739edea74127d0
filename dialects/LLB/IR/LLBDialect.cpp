//===- LLBDialect.cpp - The llb dialect ----------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/IR/LLBDialect.h"
#include "dialects/Common/VersionBytecode.h"
#include "dialects/LLB/IR/LLBOps.h"

using namespace mlir;
using namespace imgc::llb;

#include "dialects/LLB/IR/LLBDialect.cpp.inc"

void LLBDialect::initialize() {
  registerTypes();
  registerAttributes();
  addInterfaces<imgc::VersionBytecode<kVersion>>();
  addOperations<
#define GET_OP_LIST
#include "dialects/LLB/IR/LLBOps.cpp.inc"
      >();
}

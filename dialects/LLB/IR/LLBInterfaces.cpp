//===- LLBInterfaces.cpp - Interfaces of llb ops -------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/IR/LLBInterfaces.h"

#include "dialects/LLB/IR/LLBInterfaces.cpp.inc"

//===- InitAllDialects.h - Register every dialect ------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_INITALLDIALECTS_H
#define IMGC_INITALLDIALECTS_H

#include "dialects/Dockerfile/IR/DockerfileDialect.h"
#include "dialects/LLB/IR/LLBDialect.h"
#include "dialects/Plan/IR/PlanDialect.h"

namespace imgc {

inline void registerAllDialects(mlir::DialectRegistry &registry) {
  registry.insert<dockerfile::DockerfileDialect>();
  registry.insert<llb::LLBDialect>();
  registry.insert<plan::PlanDialect>();
}

} // namespace imgc

#endif // IMGC_INITALLDIALECTS_H

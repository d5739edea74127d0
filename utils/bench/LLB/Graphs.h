//===- Graphs.h - Build graphs of a given shape and size -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_UTILS_BENCH_LLB_GRAPHS_H
#define IMGC_UTILS_BENCH_LLB_GRAPHS_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace imgc::bench {

enum class Shape {
  /// Every step on the one before.
  Chain,
  /// Every step on one base, and a merge of all.
  FanOut,
  /// Two steps on one, a merge of the two, and so on.
  Diamond,
};

/// A module with `size` vertices that look like those of a Dockerfile: a
/// command line, an environment, a name, capabilities and a source range.
mlir::OwningOpRef<mlir::ModuleOp> makeGraph(mlir::MLIRContext *context, Shape shape, unsigned size);

} // namespace imgc::bench

#endif // IMGC_UTILS_BENCH_LLB_GRAPHS_H

//===- Simplify.cpp - Algebra of merges and differences -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace imgc::llb;

namespace imgc::llb {
#define GEN_PASS_DEF_SIMPLIFYPASS
#include "dialects/LLB/Transforms/Passes.h.inc"
} // namespace imgc::llb

namespace {

struct SimplifyPass : imgc::llb::impl::SimplifyPassBase<SimplifyPass> {
  void runOnOperation() override {
    // Nothing else has a fold, and the two passes cost more than finding that out.
    if (llvm::none_of(*getOperation().getBody(),
                      [](Operation &op) { return isa<MergeOp, DiffOp>(op); }))
      return;
    OpPassManager passes(ModuleOp::getOperationName());
    passes.addPass(createCanonicalizerPass());
    // Simplified merges may be equal now.
    passes.addPass(createHashConsPass());
    if (failed(runPipeline(passes, getOperation())))
      signalPassFailure();
  }
};

} // namespace

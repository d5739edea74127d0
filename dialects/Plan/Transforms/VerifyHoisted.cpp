//===- VerifyHoisted.cpp - Check the exit invariant of the plan phase -----===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Plan/IR/PlanOps.h"
#include "dialects/Plan/Transforms/Passes.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace imgc::plan;

namespace imgc::plan {
#define GEN_PASS_DEF_VERIFYHOISTEDPASS
#include "dialects/Plan/Transforms/Passes.h.inc"
} // namespace imgc::plan

/// Reports an op that keeps the runtime from deciding by @keys alone.
static LogicalResult verifyOp(Operation &op) {
  if (llvm::any_of(op.getResultTypes(), llvm::IsaPred<KeyType>))
    return op.emitError("a key is still computed among the steps");
  auto step = dyn_cast<PlanStepOpInterface>(op);
  if (step && !isa<BlockArgument>(step.getKey()))
    return op.emitError("the key of the step is not one of plan.keys");
  return success();
}

namespace {

struct VerifyHoistedPass : imgc::plan::impl::VerifyHoistedPassBase<VerifyHoistedPass> {
  using VerifyHoistedPassBase::VerifyHoistedPassBase;

  void runOnOperation() override {
    markAllAnalysesPreserved();
    for (auto steps : getOperation().getOps<StepsOp>())
      for (Operation &op : steps.getBody().front())
        if (failed(verifyOp(op)))
          signalPassFailure();
  }
};

} // namespace

//===- HoistKeys.cpp - Move keys that need no work to @keys ---------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Plan/IR/PlanOps.h"
#include "dialects/Plan/Transforms/Passes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace imgc::plan;

namespace imgc::plan {
#define GEN_PASS_DEF_HOISTKEYSPASS
#include "dialects/Plan/Transforms/Passes.h.inc"
} // namespace imgc::plan

namespace {

struct HoistKeysPass : imgc::plan::impl::HoistKeysPassBase<HoistKeysPass> {
  using HoistKeysPassBase::HoistKeysPassBase;
  void runOnOperation() override;

private:
  void hoist(StepsOp steps, KeysOp keys);
};

} // namespace

/// Whether the op makes keys without a step's result.
static bool needsNoWork(Operation *op, Block &steps) {
  if (!op->getNumResults() || !llvm::all_of(op->getResultTypes(), llvm::IsaPred<KeyType>))
    return false;
  return llvm::all_of(op->getOperands(), [&](Value operand) {
    // Earlier ops that qualify were moved already.
    return isa<KeyType>(operand.getType()) && operand.getParentBlock() != &steps;
  });
}

/// Operands that are block arguments stand for keys yielded already.
static void useYieldedKeys(Operation *op, ArrayRef<Value> yielded) {
  for (OpOperand &operand : op->getOpOperands())
    if (auto argument = dyn_cast<BlockArgument>(operand.get()))
      operand.set(yielded[argument.getArgNumber()]);
}

void HoistKeysPass::hoist(StepsOp steps, KeysOp keys) {
  Block &body = steps.getBody().front();
  YieldKeysOp yield = keys.getYield();
  SmallVector<Value> yielded(yield.getKeys().begin(), yield.getKeys().end());
  SmallVector<Operation *> moved;
  for (Operation &op : llvm::make_early_inc_range(body)) {
    if (op.getNumResults() && isa<KeyType>(op.getResult(0).getType()))
      useYieldedKeys(&op, yielded);
    if (!needsNoWork(&op, body))
      continue;
    op.moveBefore(yield);
    moved.push_back(&op);
  }
  for (Operation *op : moved) {
    for (Value key : op->getResults()) {
      BlockArgument argument;
      for (OpOperand &use : llvm::make_early_inc_range(key.getUses())) {
        if (use.getOwner()->getBlock() != &body)
          continue;
        if (!argument) {
          argument = body.addArgument(key.getType(), key.getLoc());
          yielded.push_back(key);
        }
        use.set(argument);
      }
    }
  }
  yield.getKeysMutable().assign(yielded);
}

void HoistKeysPass::runOnOperation() {
  SymbolTable symbols(getOperation());
  for (auto steps : getOperation().getOps<StepsOp>())
    hoist(steps, symbols.lookup<KeysOp>(steps.getKeys()));
}

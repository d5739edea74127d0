//===- RemoveUnused.cpp - Remove vertices that no output needs -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/Transforms/Passes.h"

using namespace mlir;
using namespace imgc::llb;

namespace imgc::llb {
#define GEN_PASS_DEF_REMOVEUNUSEDPASS
#include "dialects/LLB/Transforms/Passes.h.inc"
} // namespace imgc::llb

namespace {

struct RemoveUnusedPass : imgc::llb::impl::RemoveUnusedPassBase<RemoveUnusedPass> {
  void runOnOperation() override {
    Block &body = *getOperation().getBody();
    llvm::DenseSet<Operation *> live;
    SmallVector<Operation *> work;
    auto need = [&](Operation *op) {
      for (Value operand : op->getOperands())
        if (Operation *input = operand.getDefiningOp(); input && live.insert(input).second)
          work.push_back(input);
    };
    for (auto output : body.getOps<OutputOp>()) {
      if (output.getWholeModule())
        return;
      need(output);
    }
    for (auto file : body.getOps<SourceFileOp>())
      need(file);
    while (!work.empty())
      need(work.pop_back_val());
    SmallVector<Operation *> dead;
    for (Operation &op : body)
      if (isa<LLBVertexOpInterface, ScratchOp>(op) && !live.contains(&op))
        dead.push_back(&op);
    for (Operation *op : dead)
      op->dropAllReferences();
    for (Operation *op : dead)
      op->erase();
  }
};

} // namespace

//===- EliminateDeadStages.cpp - Erase what no target reaches -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LinkState.h"

#include "dialects/Dockerfile/Transforms/Passes.h"

#include "llvm/ADT/SetVector.h"

namespace imgc::dockerfile {
#define GEN_PASS_DEF_ELIMINATEDEADSTAGESPASS
#include "dialects/Dockerfile/Transforms/Passes.h.inc"
} // namespace imgc::dockerfile

using namespace mlir;
using namespace imgc::dockerfile;

namespace {
struct EliminateDeadStagesPass
    : imgc::dockerfile::impl::EliminateDeadStagesPassBase<EliminateDeadStagesPass> {
  void runOnOperation() override {
    for (FileOp file : getOperation().getOps<FileOp>())
      eliminateDeadStages(file);
  }
};
} // namespace

/// The symbols that `stage` uses.
static void collectUses(StageOp stage, llvm::SetVector<StringAttr> &uses) {
  if (auto base = dyn_cast_or_null<StageBaseAttr>(stage.getBaseAttr()))
    uses.insert(base.getStage().getAttr());
  if (auto reaches = stage->getAttrOfType<ArrayAttr>(reachesAttr))
    for (auto symbol : reaches.getAsRange<FlatSymbolRefAttr>())
      uses.insert(symbol.getAttr());
  for (Operation &op : stage.getInstructions()) {
    if (auto copy = dyn_cast<CopyOp>(op)) {
      if (FlatSymbolRefAttr from = copy.getFromStageAttr())
        uses.insert(from.getAttr());
    } else if (auto run = dyn_cast<RunOp>(op)) {
      if (ArrayAttr stages = run.getMountStagesAttr())
        for (auto from : stages.getAsRange<FlatSymbolRefAttr>())
          uses.insert(from.getAttr());
    }
  }
}

void imgc::dockerfile::eliminateDeadStages(FileOp file) {
  FlatSymbolRefAttr target = file.getTargetStageAttr();
  if (!target)
    return;
  llvm::DenseMap<StringAttr, StageOp> stages;
  for (StageOp stage : file.getStages())
    stages[stage.getSymNameAttr()] = stage;
  llvm::SetVector<StringAttr> live;
  live.insert(target.getAttr());
  for (size_t next = 0; next < live.size(); ++next)
    if (StageOp stage = stages.lookup(live[next]))
      collectUses(stage, live);
  for (auto [name, stage] : stages)
    if (!live.contains(name))
      stage.erase();
}

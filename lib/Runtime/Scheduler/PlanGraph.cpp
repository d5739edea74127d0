//===- PlanGraph.cpp - Who needs whom in a plan ---------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PlanGraph.h"

#include "llvm/ADT/STLExtras.h"

namespace imgc {

static void collectRefs(const plan::Step &step, llvm::SmallVectorImpl<plan::Ref> &refs) {
  switch (step.action_case()) {
  case plan::Step::kExec:
    for (const plan::Mount &mount : step.exec().mounts())
      if (mount.has_input())
        refs.push_back(mount.input());
    break;
  case plan::Step::kFile:
    for (const plan::FileInput &input : step.file().inputs())
      if (input.kind_case() == plan::FileInput::kRef)
        refs.push_back(input.ref());
    break;
  case plan::Step::kMerge:
    refs.append(step.merge().inputs().begin(), step.merge().inputs().end());
    break;
  case plan::Step::kDiff:
    refs.push_back(step.diff().lower());
    refs.push_back(step.diff().upper());
    break;
  default:
    break;
  }
}

PlanGraph::PlanGraph(const plan::Plan &plan)
    : refs(plan.steps_size()), inputs(plan.steps_size()), users(plan.steps_size()) {
  for (int i = 0; i < plan.steps_size(); ++i) {
    collectRefs(plan.steps(i), refs[i]);
    for (const plan::Ref &ref : refs[i])
      if (ref.step() >= 0)
        inputs[i].push_back(ref.step());
    llvm::sort(inputs[i]);
    inputs[i].erase(llvm::unique(inputs[i]), inputs[i].end());
    for (unsigned input : inputs[i])
      users[input].push_back(i);
  }
}

} // namespace imgc

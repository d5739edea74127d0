//===- Pipelines.cpp - Passes of each phase, in order ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Pipelines/Pipelines.h"

#include "dialects/LLB/Transforms/Passes.h"
#include "dialects/Plan/Transforms/Passes.h"
#include "imgc/Conversion/LLBToPlan.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace imgc;

void imgc::populateLLBOptimizePipeline(OpPassManager &manager, const LLBOptimizeOptions &options) {
  if (options.level == OptLevel::O0)
    return;
  // First: two targets or platforms often say the same, and everything after
  // works on one copy. (MLIR's CSE never runs on llb, see LLBDialect.td.)
  manager.addPass(llb::createHashConsPass());
  // Folds merges and differences.
  manager.addPass(createCanonicalizerPass());
  // Simplified merges may be equal now.
  manager.addPass(llb::createHashConsPass());
  // Last: what the others left without a user.
  manager.addPass(llb::createRemoveUnusedPass());
}

void imgc::populateLLBToPlanPipeline(OpPassManager &manager, const LLBToPlanOptions &options) {
  ConvertLLBToPlanPassOptions conversion;
  conversion.hostPlatform = options.hostPlatform;
  conversion.sourceDateEpoch = options.sourceDateEpoch;
  manager.addPass(createConvertLLBToPlanPass(conversion));
  // Leaves keys and steps apart, so that the runtime decides by keys alone.
  manager.addPass(plan::createHoistKeysPass());
  // After hoisting, for it looks at @keys only: most keys are static and become
  // one digest each, which keeps the plan file small.
  manager.addPass(plan::createFoldKeysPass());
  // The exit invariant of the phase; nothing later could repair it.
  manager.addPass(plan::createVerifyHoistedPass());
}

void imgc::registerPipelines() {
  static PassPipelineRegistration<LLBOptimizeOptions> optimize(
      "llb-optimize-pipeline", "Optimise a build graph", populateLLBOptimizePipeline);
  static PassPipelineRegistration<LLBToPlanOptions> toPlan(
      "llb-to-plan-pipeline", "Lower a build graph to a plan with hoisted keys",
      populateLLBToPlanPipeline);
}

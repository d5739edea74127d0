//===- Pipelines.cpp - Passes of each phase, in order ---------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Pipelines/Pipelines.h"

#include "dialects/Dockerfile/Transforms/Passes.h"
#include "dialects/LLB/Transforms/Passes.h"
#include "dialects/Plan/Transforms/Passes.h"
#include "imgc/Conversion/DockerfileToLLB.h"
#include "imgc/Conversion/LLBToPlan.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;
using namespace imgc;

//===----------------------------------------------------------------------===//
// Dockerfile to llb
//===----------------------------------------------------------------------===//

namespace {

/// Where the driver's and imgc-opt's passes differ.
struct DockerfilePasses {
  std::unique_ptr<Pass> instantiate, link, expand, convert;
  /// Every stage is judged: none is dead.
  bool allStages = false;
};

} // namespace

static void addDockerfilePasses(OpPassManager &manager, DockerfilePasses passes) {
  // First: TARGETARCH may change a FROM, so each platform is linked on its own.
  manager.addPass(std::move(passes.instantiate));
  // Resolves the bases that the targets reach, and only those.
  manager.addPass(std::move(passes.link));
  // At every level and before words are expanded: what is dead is not judged.
  if (!passes.allStages)
    manager.addPass(dockerfile::createEliminateDeadStagesPass());
  // Needs the environments of the bases.
  manager.addPass(std::move(passes.expand));
  manager.addPass(std::move(passes.convert));
}

void imgc::populateDockerfileToLLBPipeline(OpPassManager &manager,
                                           const dockerfile::BuildOptions &options,
                                           SourceResolver &resolver, bool pinNamedImages) {
  addDockerfilePasses(manager, {dockerfile::createInstantiatePass(options),
                                dockerfile::createLinkStagesPass(options, resolver),
                                dockerfile::createExpandWordsPass(options),
                                createConvertDockerfileToLLBPass(options, pinNamedImages),
                                options.allStages});
}

/// The values of a list option.
static SmallVector<std::string> toVector(ArrayRef<std::string> values) {
  return SmallVector<std::string>(values);
}

void imgc::populateDockerfileToLLBPipeline(OpPassManager &manager,
                                           const DockerfileToLLBOptions &options) {
  dockerfile::InstantiatePassOptions instantiate;
  instantiate.targets = toVector(options.targets);
  instantiate.platforms = toVector(options.platforms);
  instantiate.buildPlatform = options.buildPlatform;
  instantiate.buildArgs = toVector(options.buildArgs);
  dockerfile::LinkStagesPassOptions link;
  link.resolveFrom = options.resolveFrom;
  link.contexts = toVector(options.contexts);
  link.checks = options.checks;
  dockerfile::ExpandWordsPassOptions expand;
  expand.ignorePatterns = toVector(options.ignorePatterns);
  expand.checks = options.checks;
  ConvertDockerfileToLLBPassOptions convert;
  convert.multiPlatform = options.platforms.size() > 1;
  convert.ignorePatterns = toVector(options.ignorePatterns);
  addDockerfilePasses(manager, {dockerfile::createInstantiatePass(instantiate),
                                dockerfile::createLinkStagesPass(link),
                                dockerfile::createExpandWordsPass(expand),
                                createConvertDockerfileToLLBPass(convert)});
}

//===----------------------------------------------------------------------===//
// llb to plan
//===----------------------------------------------------------------------===//

void imgc::populateLLBOptimizePipeline(OpPassManager &manager, const LLBOptimizeOptions &options) {
  if (options.level == OptLevel::O0)
    return;
  // First: two targets or platforms often say the same, and everything after
  // works on one copy. (MLIR's CSE never runs on llb, see LLBDialect.td.)
  manager.addPass(llb::createHashConsPass());
  // After it, so that equal inputs of a merge are one value.
  manager.addPass(llb::createSimplifyPass());
  // Last: what the others left without a user.
  manager.addPass(llb::createRemoveUnusedPass());
}

void imgc::populatePinSourcesPipeline(OpPassManager &manager, SourceResolver &resolver,
                                      bool forcePull) {
  manager.addPass(llb::createPinSourcesPass(resolver, forcePull));
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
  static PassPipelineRegistration<DockerfileToLLBOptions> toLLB(
      "dockerfile-to-llb-pipeline", "Lower Dockerfiles to a build graph",
      [](OpPassManager &manager, const DockerfileToLLBOptions &options) {
        populateDockerfileToLLBPipeline(manager, options);
      });
  static PassPipelineRegistration<LLBOptimizeOptions> optimize(
      "llb-optimize-pipeline", "Optimise a build graph", populateLLBOptimizePipeline);
  static PassPipelineRegistration<LLBToPlanOptions> toPlan(
      "llb-to-plan-pipeline", "Lower a build graph to a plan with hoisted keys",
      populateLLBToPlanPipeline);
}

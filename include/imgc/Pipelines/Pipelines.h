//===- Pipelines.h - Passes of each phase, in order -------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_PIPELINES_PIPELINES_H
#define IMGC_PIPELINES_PIPELINES_H

#include "imgc/Pipelines/Options.h"
#include "imgc/Pipelines/Phases.h"

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace imgc {

namespace dockerfile {
struct BuildOptions;
} // namespace dockerfile
class SourceResolver;

/// Phase Parsed to LLB. `resolver` must outlive the run of the passes.
/// `pinNamedImages`: as in convert-dockerfile-to-llb.
void populateDockerfileToLLBPipeline(mlir::OpPassManager &manager,
                                     const dockerfile::BuildOptions &options,
                                     SourceResolver &resolver, bool pinNamedImages);
/// The same for imgc-opt.
void populateDockerfileToLLBPipeline(mlir::OpPassManager &manager,
                                     const DockerfileToLLBOptions &options);
/// Phase LLB to Optimized.
void populateLLBOptimizePipeline(mlir::OpPassManager &manager, const LLBOptimizeOptions &options);
/// Phase LLB, for graphs of other tools: what the runtime never resolves gets
/// its digest. `resolver` must outlive the run of the passes.
void populatePinSourcesPipeline(mlir::OpPassManager &manager, SourceResolver &resolver,
                                bool forcePull);
/// Phase LLB or Optimized to Plan.
void populateLLBToPlanPipeline(mlir::OpPassManager &manager, const LLBToPlanOptions &options);

/// Registers the pipelines by name, for imgc-opt: `--dockerfile-to-llb-pipeline`,
/// `--llb-optimize-pipeline`, `--llb-to-plan-pipeline`.
void registerPipelines();

} // namespace imgc

#endif // IMGC_PIPELINES_PIPELINES_H

//===- InitAllPasses.h - Register every pass -----------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_INITALLPASSES_H
#define IMGC_INITALLPASSES_H

#include "dialects/Dockerfile/Transforms/Passes.h"
#include "dialects/LLB/Transforms/Passes.h"
#include "dialects/Plan/Transforms/Passes.h"
#include "imgc/Conversion/DockerfileToLLB.h"
#include "imgc/Conversion/LLBToPlan.h"
#include "imgc/Pipelines/Pipelines.h"

namespace imgc {

inline void registerAllPasses() {
  dockerfile::registerDockerfilePasses();
  llb::registerLLBPasses();
  plan::registerPlanPasses();
  registerImgcDockerfileToLLBPasses();
  registerImgcLLBToPlanPasses();
  registerPipelines();
}

} // namespace imgc

#endif // IMGC_INITALLPASSES_H

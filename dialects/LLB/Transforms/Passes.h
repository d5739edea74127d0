//===- Passes.h - Passes of the llb dialect ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_LLB_TRANSFORMS_PASSES_H
#define IMGC_DIALECTS_LLB_TRANSFORMS_PASSES_H

#include "dialects/LLB/IR/LLBOps.h"
#include "mlir/Pass/Pass.h"

namespace imgc {
class SourceResolver;
} // namespace imgc

namespace imgc::llb {

#define GEN_PASS_DECL
#include "dialects/LLB/Transforms/Passes.h.inc"

/// llb-pin-sources with a resolver, which must outlive the run of the pass.
std::unique_ptr<mlir::Pass> createPinSourcesPass(SourceResolver &resolver, bool forcePull);

#define GEN_PASS_REGISTRATION
#include "dialects/LLB/Transforms/Passes.h.inc"

} // namespace imgc::llb

#endif // IMGC_DIALECTS_LLB_TRANSFORMS_PASSES_H

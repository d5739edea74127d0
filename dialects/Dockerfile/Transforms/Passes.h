//===- Passes.h - Passes of the dockerfile dialect ------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_PASSES_H
#define IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_PASSES_H

#include "dialects/Dockerfile/IR/DockerfileOps.h"
#include "imgc/Frontend/Dockerfile/BuildOptions.h"
#include "imgc/Support/SourceResolver.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace imgc::dockerfile {

#define GEN_PASS_DECL
#include "dialects/Dockerfile/Transforms/Passes.h.inc"

/// `options` must outlive the pass.
std::unique_ptr<mlir::Pass> createInstantiatePass(const BuildOptions &options);
/// `options` and `resolver` must outlive the pass.
std::unique_ptr<mlir::Pass> createLinkStagesPass(const BuildOptions &options,
                                                 SourceResolver &resolver);

/// `options` must outlive the pass. An expansion that fails is an error only where
/// lowering comes to it: an earlier instruction may be refused first. The
/// instruction has the errors as `expansionErrorAttr`. What needs a variable that
/// cannot be known has `unknownWordsAttr`, and is not to be lowered.
std::unique_ptr<mlir::Pass> createExpandWordsPass(const BuildOptions &options);
/// On the stage of an image that only a mount names; BuildKit gives it no place.
inline constexpr llvm::StringLiteral mountSourceAttr = "dockerfile.mount_source";
/// On a stage that only a trigger made necessary: steps that are counted before it.
inline constexpr llvm::StringLiteral stepsBeforeAttr = "dockerfile.steps_before";
/// On an instruction with words that are refused; an array: the texts of the errors,
/// and behind each its location.
inline constexpr llvm::StringLiteral expansionErrorAttr = "dockerfile.expansion_error";
/// On an instruction that needs a variable that cannot be known: never lowered.
inline constexpr llvm::StringLiteral unknownWordsAttr = "dockerfile.unknown_words";
/// On a file, and on its stages, whose base could not be had, which is reported:
/// the rest is looked at for further errors, and never lowered.
inline constexpr llvm::StringLiteral unresolvedAttr = "dockerfile.unresolved";

/// The same as functions. They emit their errors.
mlir::LogicalResult instantiate(mlir::ModuleOp module, const BuildOptions &options);
mlir::LogicalResult linkStages(FileOp file, const BuildOptions &options, SourceResolver &resolver);
void eliminateDeadStages(FileOp file);

#define GEN_PASS_REGISTRATION
#include "dialects/Dockerfile/Transforms/Passes.h.inc"

} // namespace imgc::dockerfile

#endif // IMGC_DIALECTS_DOCKERFILE_TRANSFORMS_PASSES_H

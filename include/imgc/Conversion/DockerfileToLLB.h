//===- DockerfileToLLB.h - From dockerfile to llb ---------------*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_CONVERSION_DOCKERFILETOLLB_H
#define IMGC_CONVERSION_DOCKERFILETOLLB_H

#include "imgc/Frontend/Dockerfile/BuildOptions.h"

#include "mlir/Pass/Pass.h"

#include <memory>

namespace imgc {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "lib/Conversion/DockerfileToLLB/DockerfileToLLB.h.inc"

/// `options` is what the build says beside its Dockerfile. With
/// `pinNamedImages` the images of named contexts get their digest, which
/// BuildKit's vertex does not have: what runs must be pinned.
std::unique_ptr<mlir::Pass> createConvertDockerfileToLLBPass(dockerfile::BuildOptions options,
                                                             bool pinNamedImages);

/// The config of a base as BuildKit's front end hands it on: the fields that it
/// knows, in its order.
llvm::Expected<std::string> normalizeBaseConfig(llvm::StringRef json);

} // namespace imgc

#endif // IMGC_CONVERSION_DOCKERFILETOLLB_H

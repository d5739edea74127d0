//===- DockerfileOrigin.h - How BuildKit reads a Dockerfile -----*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_LIB_TARGET_LLBPROTO_DOCKERFILEORIGIN_H
#define IMGC_LIB_TARGET_LLBPROTO_DOCKERFILEORIGIN_H

#include "dialects/LLB/IR/LLBOps.h"

#include <string>

namespace imgc::llb {

/// The encoded Definition by which BuildKit's front end 1.26 reads a file that
/// isDockerfile(): ReadEntrypoint of frontend/dockerui. Empty when its source
/// cannot be written (a cycle), which the definition itself reports.
std::string encodeDockerfileOrigin(SourceFileOp file);

} // namespace imgc::llb

#endif // IMGC_LIB_TARGET_LLBPROTO_DOCKERFILEORIGIN_H
